import { isIP } from 'node:net';
import { isEmail } from 'class-validator';
import type { ClamdAddress, MailSender, OidcSettings, Settings, WebhookSettings } from './settings.js';

/** The start cannot go on: each problem is a line that names a setting and says what it takes. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join('\n'));
    this.name = 'SettingsError';
  }
}

const ISSUER = 'the https://… address of the identity provider';

/** Settings as they are written: by their names. */
export type Environment = Record<string, string | undefined>;

/** Collects problems instead of stopping at the first, so that an administrator mends them all at once. */
export class SettingsReader {
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

  /** Addresses and networks, apart by commas. */
  networks(name: string, fallback: string): string[] {
    const networks = (this.environment[name]?.trim() || fallback).split(',').map((each) => each.trim());
    if (!networks.every(isNetwork)) {
      this.problem(name, 'is wrong', 'addresses and networks apart by commas, such as 10.0.0.7, 172.16.0.0/12');
    }
    return networks;
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

/** Whether a text is an address, or a network as an address and the number of bits that it begins with. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  return version !== 0 && Number(bits ?? 1) >= 1 && Number(bits ?? 1) <= (version === 4 ? 32 : 128);
}
