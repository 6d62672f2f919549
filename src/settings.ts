import { type Environment, SettingsError, SettingsReader } from './settings-reader.js';

/** What an administrator decides about an installation. Read from the environment, once, at start. */
export interface Settings {
  host: string;
  port: number;
  /** Addresses and networks of proxies that are believed when they say who asks. */
  trustedProxies: string[];
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

/** Reads and checks every setting. Throws SettingsError with one line for each that is missing or wrong. */
export function readSettings(environment: Environment = process.env): Settings {
  const reader = new SettingsReader(environment);
  const settings: Settings = {
    host: reader.text('HOST', { fallback: '127.0.0.1' }),
    port: reader.integer('PORT', { fallback: 4000, from: 0, to: 65_535 }),
    trustedProxies: reader.networks('TRUSTED_PROXIES', '127.0.0.0/8, ::1'),
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
