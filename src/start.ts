import type { FastifyInstance } from 'fastify';
import type { DataSource } from 'typeorm';
import { AccessRegister } from './access/access-register.js';
import { AttachmentSweeper } from './attachments/attachment-sweeper.js';
import { openAttachmentTools } from './attachments/open-tools.js';
import { type Clock, systemClock } from './clock.js';
import { Database } from './database/database.js';
import { createOidcVerifier } from './identity/oidc-verifier.js';
import { createSignInThrottle } from './identity/sign-in-throttle.js';
import { createLog, type Log } from './log.js';
import { mailChannel } from './mail/mail-channel.js';
import { demoTransport, smtpTransport } from './mail/mail-transport.js';
import { OutboxWorker } from './outbox/outbox-worker.js';
import { PREFLIGHT, registerPlayground } from './playground/playground.js';
import { storyTabs } from './playground/story.js';
import { tellUndelivered } from './practices/undelivered.mail.js';
import { createServer, type ServerParts } from './server.js';
import type { Settings } from './settings.js';
import { allocateAmongTheYoung } from './short-lived-objects.js';
import { makeFirstAdministrator } from './users/first-administrator.js';
import { webhookChannel } from './webhooks/webhook-channel.js';

/** A service that runs. */
export interface RunningService {
  parts: ServerParts;
  app: FastifyInstance;
  /** Ends what is in flight, of requests, mails and webhooks, and then the database. */
  close(): Promise<void>;
}

/** What a start can be given in place of the real thing. */
export interface StartOptions {
  clock?: Clock;
  log?: Log;
  /** Adds to the server before it listens: the playground, unless another is given. */
  extend?(app: FastifyInstance, parts: ServerParts): Promise<void>;
}

/** Starts the service from its settings: database, workers, server, in this order. It has not been listening before all is ready. */
export async function startService(
  settings: Settings,
  dataSource: DataSource,
  { clock = systemClock, log = createLog(settings.logLevel), extend = withPlayground }: StartOptions = {},
): Promise<RunningService> {
  allocateAmongTheYoung();
  const attachments = await openAttachmentTools(settings);
  const database = new Database(dataSource, { clock, settings });
  await database.open();
  await makeFirstAdministrator({ settings, database, log });
  const transport = settings.smtpUrl === null ? demoTransport(settings) : smtpTransport(settings.smtpUrl, settings);
  const mailWorker = new OutboxWorker({ database, clock, log, channel: mailChannel(transport, tellUndelivered) });
  const webhook = settings.webhook && webhookChannel(settings.webhook, clock);
  const webhookWorker = webhook && new OutboxWorker({ database, clock, log, channel: webhook });
  database.events.on('mail queued', () => mailWorker.wake());
  database.events.on('webhook queued', () => webhookWorker?.wake());
  const oidcVerifier = settings.oidc && createOidcVerifier({ ...settings.oidc, clock });
  const signInThrottle = createSignInThrottle(clock);
  const accessRegister = new AccessRegister(database, clock);
  const sweeper = new AttachmentSweeper({ database, store: attachments.store, clock, log });
  const parts: ServerParts = {
    settings,
    clock,
    database,
    log,
    mailWorker,
    webhookWorker,
    signInThrottle,
    accessRegister,
    attachments,
    oidcVerifier,
  };

  const app = await createServer(parts);
  await extend(app, parts);
  mailWorker.start();
  sweeper.start();
  webhookWorker?.start();
  await app.listen({ host: settings.host, port: settings.port });
  return {
    parts,
    app,
    async close() {
      await Promise.all([app.close(), mailWorker.stop(), webhookWorker?.stop(), sweeper.stop()]);
      await attachments.inspector.close();
      await attachments.store.close();
      await database.close();
    },
  };
}

/** Administrators run mutations from the playground, with a token of their own. */
async function withPlayground(app: FastifyInstance): Promise<void> {
  registerPlayground(app, { endpoint: '/graphql', tabs: storyTabs(), headers: PREFLIGHT });
}
