import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIssuer } from '../../src/demo/issuer.js';
import { createLog } from '../../src/log.js';
import { readSettings, type Settings } from '../../src/settings.js';
import { type RunningService, startService } from '../../src/start.js';
import { TestClock } from './clock.js';
import { startSmtp } from './smtp.js';

/** The audience of the tokens that the tests' issuer makes. */
export const AUDIENCE = 'stanza-test';

/** The service under test: real database, real SMTP server, real issuer, over HTTP. Started once for the whole run. */
export interface App {
  service: RunningService;
  settings: Settings;
  clock: TestClock;
  issuer: Awaited<ReturnType<typeof startIssuer>>;
  smtp: Awaited<ReturnType<typeof startSmtp>>;
  url: string;
}

let running: App | undefined;

/** The service under test. */
export function app(): App {
  if (!running) throw new Error('The service under test has not been started');
  return running;
}

/** Starts the service under test on the engine that DATABASE_URL names. */
export async function startApp(): Promise<void> {
  const clock = new TestClock();
  const smtp = await startSmtp();
  const issuer = await startIssuer({ audience: AUDIENCE, clock: clock.now });
  const settings = readSettings(testEnvironment({ SMTP_URL: smtp.url, OIDC_ISSUER: issuer.url }));
  const { dataSource } = await import('../../ormconfig.js');
  const service = await startService(settings, dataSource, { clock: clock.now, log: createLog(settings.logLevel) });
  const { port } = service.app.server.address() as AddressInfo;
  running = { service, settings, clock, issuer, smtp, url: `http://127.0.0.1:${port}` };
}

export async function stopApp(): Promise<void> {
  const { service, issuer, smtp } = app();
  await service.close();
  await issuer.close();
  await smtp.stop();
}

/** The environment of an installation of the invented Comune di Prova. */
export const testEnvironment = (more: Record<string, string>): Record<string, string> => ({
  HOST: '127.0.0.1',
  PORT: '0',
  PUBLIC_URL: 'https://pratiche.prova.example',
  DATABASE_URL: process.env.DATABASE_URL ?? '',
  SECRET: 'a-secret-of-the-tests-that-is-long-enough',
  MUNICIPALITY: 'Comune di Prova',
  MAIL_FROM: 'Comune di Prova <no-reply@prova.example>',
  OIDC_AUDIENCE: AUDIENCE,
  // One for each: no two services share a folder unless they share a database.
  ATTACHMENTS_DIR: join(process.env.ATTACHMENTS_DIR ?? tmpdir(), randomUUID()),
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  ...more,
});
