import type DataLoader from 'dataloader';
import type { Clock } from './clock.js';
import type { Database } from './database/database.js';
import type { SignInThrottle } from './identity/sign-in-throttle.js';
import type { Viewer } from './identity/viewer.js';
import type { Locale } from './locale.js';
import type { Log } from './log.js';
import type { Mail } from './mail/mail.entity.js';
import type { OutboxWorker } from './outbox/outbox-worker.js';
import type { Settings } from './settings.js';
import type { WebhookDelivery } from './webhooks/webhook-delivery.entity.js';

/** The parts of a running service that do not depend on who is asking. */
export interface Parts {
  settings: Settings;
  clock: Clock;
  database: Database;
  log: Log;
  mailWorker: OutboxWorker<Mail>;
  /** Null when no other system is told. */
  webhookWorker: OutboxWorker<WebhookDelivery> | null;
  signInThrottle: SignInThrottle;
}

/** What one request carries. */
export interface Context extends Parts {
  viewer: Viewer;
  /** The language of what the answer says to people. */
  locale: Locale;
  /** The instant at which the request is answered: what depends on time is the same in all of one answer. */
  now: Date;
  requestId: string;
  clientAddress: string;
  /** One loader for each field of the document that is read for many parents at once. */
  loaders: Map<unknown, DataLoader<string, unknown>>;
}
