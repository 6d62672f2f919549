import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../src/database/data-source.js';
import { startIssuer } from '../../src/demo/issuer.js';
import { readSettings, type Settings } from '../../src/settings.js';
import { type RunningService, startService } from '../../src/start.js';
import { TestClock } from './clock.js';
import { capturingLog } from './log.js';
import { startSmtp } from './smtp.js';
import { startWebhookReceiver, type WebhookReceiver } from './webhooks.js';

/** The audience of the tokens that the tests' issuer makes. */
export const AUDIENCE = 'stanza-test';

/** What signs the events for the other system of the tests. */
export const WEBHOOK_SECRET = 'a-webhook-secret-of-the-tests-long-enough';

/** The service under test: real database, real SMTP server, real issuer, over HTTP. Started once for the whole run. */
export interface App {
  service: RunningService;
  settings: Settings;
  clock: TestClock;
  issuer: Awaited<ReturnType<typeof startIssuer>>;
  smtp: Awaited<ReturnType<typeof startSmtp>>;
  webhooks: WebhookReceiver;
  url: string;
}

let running: App | undefined;

/** The service under test. */
export function app(): App {
  if (!running) throw new Error('The service under test has not been started');
  return running;
}

/**
 * Does something with another installation in place of the usual one: all that tests are helped with goes there, for as long
 * as it takes. (No AsyncLocalStorage: once one is in use, every promise of the process is dearer.)
 */
export async function within<Result>(other: App, work: () => Promise<Result>): Promise<Result> {
  const leave = standIn(other);
  try {
    return await work();
  } finally {
    leave();
  }
}

/** Puts an installation in place of the usual one, until what it answers is called. */
export function standIn(other: App): () => void {
  const usual = running;
  running = other;
  return () => {
    running = usual;
  };
}

/** Starts the service under test on the engine that DATABASE_URL names. */
export async function startApp(): Promise<void> {
  const clock = new TestClock();
  const issuer = await startIssuer({ audience: AUDIENCE, clock: clock.now });
  running = await launch(process.env.DATABASE_URL ?? '', { clock, issuer });
}

/** What another installation can be given in place of the usual. */
export interface AnotherApp {
  dataSource?: DataSource;
  /** Whether another system is told of what happens there. What is not about that is spared a tenth of its work. */
  hasWebhooks?: boolean;
}

/** Starts another installation on a database of its own, with the same clock and identity provider as the usual one. */
export const startAnotherApp = (databaseUrl: string, more: AnotherApp = {}): Promise<App> =>
  launch(databaseUrl, app(), more);

async function launch(
  databaseUrl: string,
  { clock, issuer }: Pick<App, 'clock' | 'issuer'>,
  { dataSource, hasWebhooks = false }: AnotherApp = {},
): Promise<App> {
  const smtp = await startSmtp();
  const webhooks = await startWebhookReceiver();
  const environment = {
    SMTP_URL: smtp.url,
    OIDC_ISSUER: issuer.url,
    DATABASE_URL: databaseUrl,
    ...(hasWebhooks && { WEBHOOK_URL: webhooks.url, WEBHOOK_SECRET }),
  };
  const settings = readSettings(testEnvironment(environment));
  const options = { clock: clock.now, log: capturingLog(settings.logLevel) };
  const service = await startService(settings, dataSource ?? (await openDataSource(databaseUrl)), options);
  const { port } = service.app.server.address() as AddressInfo;
  return { service, settings, clock, issuer, smtp, webhooks, url: `http://127.0.0.1:${port}` };
}

/** Ends an installation that startAnotherApp started. */
export async function stopAnotherApp({ service, smtp, webhooks }: App): Promise<void> {
  await service.close();
  await smtp.stop();
  await webhooks.stop();
}

export async function stopApp(): Promise<void> {
  const { issuer } = app();
  await stopAnotherApp(app());
  await issuer.close();
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
