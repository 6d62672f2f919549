import { isEmail } from 'class-validator';

/** What an administrator decides about an installation. Read from the environment, once, at start. */
export interface Settings {
  host: string;
  port: number;
  /** Base of the links in mails, without a slash at the end. */
  publicUrl: string;
  databaseUrl: string;
  /** At least 32 characters: signs what the service itself gives out. */
  secret: string;
  /** The name that citizens see in place of an operator's (R14). */
  municipality: string;
  /** Null only in the demo, where mails are kept and shown. */
  smtpUrl: string | null;
  mailFrom: MailSender;
  /** Where an answer to a mail goes; without it to the sender, a mailbox that is not read. */
  supportEmail: string | null;
  /** Another system that is told what happens. */
  webhook: WebhookSettings | null;
  /** Who becomes the first administrator when there is none. */
  administrator: { email: string; password: string } | null;
  /** The identity provider of citizens; without one nobody signs in as a citizen. */
  oidc: OidcSettings | null;
  /** Lowest SPID level that counts as SPID for messages (R8). */
  spidMinLevel: number;
  /** Who of the staff may send: the operator in charge alone, or every operator of the service (R5). */
  messageSenders: MessageSenders;
  /** Where attached files are kept. Processes that share a database share this folder too. */
  attachmentsDir: string;
  /** PEM files of trusted certification authorities; without them no signature is better than UNTRUSTED. */
  p7mTrustDir: string | null;
  /** clamd, which scans whatever is attached; without one nothing is scanned, and nothing claims to be. */
  clamd: ClamdAddress | null;
  logLevel: LogLevel;
}

/** Where clamd listens. */
export type ClamdAddress = { host: string; port: number } | { path: string };

/** The sender of every mail. */
export interface MailSender {
  name: string;
  address: string;
}

/** Where events are posted, and with what they are signed. */
export interface WebhookSettings {
  url: string;
  secret: string;
}

/** Where citizens' tokens come from, and how their claims are named there. */
export interface OidcSettings {
  issuer: string;
  audience: string;
  /** Our name of a claim to the name that the provider gives it. */
  claims: Record<string, string>;
}

export type MessageSenders = 'assignee' | 'enabled';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The start cannot go on: each problem is a line that names a setting and says what it takes. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}

const ISSUER = 'the https://… address of the identity provider';

type Environment = Record<string, string | undefined>;

/** Reads and checks every setting. Throws SettingsError with one line for each that is missing or wrong. */
export function readSettings(environment: Environment = process.env): Settings {
  const reader = new SettingsReader(environment);
  const settings: Settings = {
    host: reader.text('HOST', { fallback: '127.0.0.1' }),
    port: reader.integer('PORT', { fallback: 4000, from: 0, to: 65_535 }),
    publicUrl: reader.url('PUBLIC_URL', ['http:', 'https:']).replace(/\/+$/, ''),
    databaseUrl: reader.matching(
      'DATABASE_URL',
      /^(mysql:\/\/.+|sqlite:.+)$/,
      'mysql://user:password@host:port/database or sqlite:path',
    ),
    secret: reader.matching('SECRET', /^.{32,}$/s, 'at least 32 characters'),
    municipality: reader.text('MUNICIPALITY'),
    smtpUrl: reader.url('SMTP_URL', ['smtp:', 'smtps:']),
    mailFrom: reader.sender('MAIL_FROM'),
    supportEmail: reader.address('SUPPORT_EMAIL'),
    webhook: reader.webhook(),
    administrator: reader.administrator(),
    oidc: reader.oidc(),
    spidMinLevel: reader.integer('SPID_MIN_LEVEL', { fallback: 1, from: 1, to: 3 }),
    messageSenders: reader.choice('MESSAGE_SENDERS', ['assignee', 'enabled']),
    attachmentsDir: reader.text('ATTACHMENTS_DIR', { fallback: 'var/attachments' }),
    p7mTrustDir: environment.P7M_TRUST_DIR?.trim() || null,
    clamd: reader.clamd(),
    logLevel: reader.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
  };
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return settings;
}

/** The one setting that the TypeORM command line needs. */
export function readDatabaseUrl(environment: Environment = process.env): string {
  const reader = new SettingsReader(environment);
  const url = reader.text('DATABASE_URL');
  if (reader.problems.length > 0) throw new SettingsError(reader.problems);
  return url;
}

/** Collects problems instead of stopping at the first, so that an administrator mends them all at once. */
class SettingsReader {
  readonly problems: string[] = [];

  constructor(private readonly environment: Environment) {}

  text(name: string, { fallback }: { fallback?: string } = {}): string {
    const value = this.environment[name]?.trim() || fallback;
    if (value === undefined) return this.problem(name, 'is missing', 'a text') ?? '';
    return value;
  }

  matching(name: string, pattern: RegExp, takes: string): string {
    const value = this.environment[name]?.trim();
    if (!value) return this.problem(name, 'is missing', takes) ?? '';
    if (!pattern.test(value)) this.problem(name, 'is wrong', takes);
    return value;
  }

  integer(name: string, { fallback, from, to }: { fallback: number; from: number; to: number }): number {
    const value = Number(this.environment[name]?.trim() || fallback);
    if (!Number.isInteger(value) || value < from || value > to) {
      this.problem(name, 'is wrong', `a whole number from ${from} to ${to}`);
    }
    return value;
  }

  choice<T extends string>(name: string, values: readonly T[], fallback: T | undefined = values[0]): T {
    const value = (this.environment[name]?.trim() || fallback) as T;
    if (!values.includes(value)) this.problem(name, 'is wrong', `one of ${values.join(', ')}`);
    return value;
  }

  url(name: string, protocols: string[]): string {
    const takes = protocols.map((protocol) => `${protocol}//…`).join(' or ');
    const value = this.environment[name]?.trim();
    if (!value) return this.problem(name, 'is missing', takes) ?? '';
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) this.problem(name, 'is wrong', takes);
    return value;
  }

  sender(name: string): MailSender {
    const takes = 'a sender such as Comune di Bugliano <no-reply@bugliano.example>';
    const value = this.environment[name]?.trim();
    const sender = { name: '', address: '' };
    if (!value) {
      this.problem(name, 'is missing', takes);
      return sender;
    }
    const [, display = '', bracketed] = /^([^<>]*)<([^<>]+)>$/.exec(value) ?? [];
    sender.name = display.trim().replace(/^"(.*)"$/, '$1');
    sender.address = (bracketed ?? value).trim();
    if (!isEmail(sender.address)) this.problem(name, 'is wrong', takes);
    return sender;
  }

  /** One e-mail address, or null when there is none. */
  address(name: string): string | null {
    const value = this.environment[name]?.trim();
    if (!value) return null;
    if (!isEmail(value)) this.problem(name, 'is wrong', 'one e-mail address');
    return value;
  }

  webhook(): WebhookSettings | null {
    const url = this.environment.WEBHOOK_URL?.trim();
    const secret = this.environment.WEBHOOK_SECRET;
    if (!url && !secret) return null;
    const { protocol, username, password } = URL.canParse(url ?? '') ? new URL(url ?? '') : {};
    if (!protocol || !/^https?:$/.test(protocol) || username || password) {
      this.problem('WEBHOOK_URL', url ? 'is wrong' : 'is missing', 'an https://… address without a user and password');
    }
    if (!secret || secret.length < 32) {
      this.problem(
        'WEBHOOK_SECRET',
        secret ? 'is wrong' : 'is missing',
        'at least 32 characters, as WEBHOOK_URL is set',
      );
    }
    return { url: url ?? '', secret: secret ?? '' };
  }

  administrator(): Settings['administrator'] {
    const email = this.environment.ADMIN_EMAIL?.trim();
    const password = this.environment.ADMIN_PASSWORD;
    if (!email && !password) return null;
    if (!email || !isEmail(email)) this.problem('ADMIN_EMAIL', 'is wrong', 'one e-mail address');
    if (!password || password.length < 12) this.problem('ADMIN_PASSWORD', 'is wrong', 'at least 12 characters');
    return { email: email ?? '', password: password ?? '' };
  }

  oidc(): OidcSettings | null {
    const issuer = this.environment.OIDC_ISSUER?.trim();
    const audience = this.environment.OIDC_AUDIENCE?.trim();
    if (!issuer && !audience) return null;
    if (!issuer) this.problem('OIDC_ISSUER', 'is missing', `${ISSUER}, as OIDC_AUDIENCE is set`);
    else if (!/^https?:$/.test(URL.canParse(issuer) ? new URL(issuer).protocol : '')) {
      this.problem('OIDC_ISSUER', 'is wrong', ISSUER);
    }
    if (!audience) this.problem('OIDC_AUDIENCE', 'is missing', 'the audience of its tokens, as OIDC_ISSUER is set');
    return { issuer: issuer ?? '', audience: audience ?? '', claims: this.claims() };
  }

  private claims(): Record<string, string> {
    const text = this.environment.OIDC_CLAIMS?.trim();
    if (!text) return {};
    try {
      const claims: unknown = JSON.parse(text);
      if (
        claims &&
        typeof claims === 'object' &&
        !Array.isArray(claims) &&
        Object.values(claims).every((value) => typeof value === 'string')
      ) {
        return claims as Record<string, string>;
      }
    } catch {
      // Told below, with what the setting takes.
    }
    this.problem('OIDC_CLAIMS', 'is wrong', 'a JSON object of claim names, such as {"email":"mail"}');
    return {};
  }

  clamd(): ClamdAddress | null {
    const value = this.environment.CLAMD_ADDRESS?.trim();
    if (!value) return null;
    if (value.startsWith('/')) return { path: value };
    const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:\s/]+):(\d{1,5})$/i.exec(value) ?? [];
    const address = { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
    if (!address.host || address.port < 1 || address.port > 65_535) {
      this.problem('CLAMD_ADDRESS', 'is wrong', 'host:port, or the path of a socket, of clamd');
    }
    return address;
  }

  private problem(name: string, what: string, takes: string): undefined {
    this.problems.push(`${name} ${what}: it takes ${takes}`);
  }
}
