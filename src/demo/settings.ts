import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSettings, type Settings } from '../settings.js';
import { municipality } from './municipality.js';

/** Whom the tokens of the demo's identity provider are for. */
export const DEMO_AUDIENCE = 'stanza-demo';

const FOLDER = join('var', 'demo');

/** Settings of the demo: those of the environment, and for what it leaves out what lets the demo run by itself. */
export function demoSettings(environment: Record<string, string | undefined> = process.env): Settings {
  const port = environment.PORT || '4000';
  const host = environment.HOST || '127.0.0.1';
  mkdirSync(FOLDER, { recursive: true });
  const settings = readSettings({
    ...environment,
    PORT: port,
    PUBLIC_URL: environment.PUBLIC_URL || `http://localhost:${port}`,
    DATABASE_URL: environment.DATABASE_URL || `sqlite:${join(FOLDER, 'stanza.sqlite')}`,
    SECRET: environment.SECRET || keptSecret(),
    MUNICIPALITY: environment.MUNICIPALITY || municipality.name,
    MAIL_FROM: environment.MAIL_FROM || municipality.sender,
    SMTP_URL: environment.SMTP_URL || 'smtp://localhost',
    ATTACHMENTS_DIR: environment.ATTACHMENTS_DIR || join(FOLDER, 'attachments'),
    LOG_LEVEL: environment.LOG_LEVEL || 'warn',
    OIDC_ISSUER: `http://${host}:${Number(port) + 1}`,
    OIDC_AUDIENCE: DEMO_AUDIENCE,
  });
  return { ...settings, smtpUrl: environment.SMTP_URL ? settings.smtpUrl : null };
}

/** The demo makes a secret of its own at its first start, so that nobody's demo trusts the tokens of another. */
function keptSecret(): string {
  const file = join(FOLDER, 'secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
