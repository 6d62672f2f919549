import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { startIssuer } from '../../src/demo/issuer.js';
import { createLog } from '../../src/log.js';
import { readSettings, type Settings } from '../../src/settings.js';
import { type RunningService, startService } from '../../src/start.js';
import { TestClock } from './clock.js';
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

/** Starts the service under test on the engine that DATABASE_URL names. */
export async function startApp(): Promise<void> {
  const clock = new TestClock();
  const smtp = await startSmtp();
  const webhooks = await startWebhookReceiver();
  const issuer = await startIssuer({ audience: AUDIENCE, clock: clock.now });
  const addresses = { SMTP_URL: smtp.url, OIDC_ISSUER: issuer.url, WEBHOOK_URL: webhooks.url, WEBHOOK_SECRET };
  const settings = readSettings(testEnvironment(addresses));
  const { dataSource } = await import('../../ormconfig.js');
  const service = await startService(settings, dataSource, { clock: clock.now, log: createLog(settings.logLevel) });
  const { port } = service.app.server.address() as AddressInfo;
  running = { service, settings, clock, issuer, smtp, webhooks, url: `http://127.0.0.1:${port}` };
}

export async function stopApp(): Promise<void> {
  const { service, issuer, smtp, webhooks } = app();
  await service.close();
  await issuer.close();
  await smtp.stop();
  await webhooks.stop();
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
  LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
  ...more,
});
