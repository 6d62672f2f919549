import type DataLoader from 'dataloader';
import type { AccessRegister } from './access/access-register.js';
import type { AttachmentTools } from './attachments/accept-files.js';
import type { UploadRequest } from './attachments/receive-upload.js';
import type { Clock } from './clock.js';
import type { Database } from './database/database.js';
import type { Keeping } from './graphql/answer-from-memory.js';
import type { SignInThrottle } from './identity/sign-in-throttle.js';
import type { Viewer } from './identity/viewer.js';
import type { Locale } from './locale.js';
import type { Log } from './log.js';
import type { RequestRecord } from './log-requests.js';
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
  accessRegister: AccessRegister;
  attachments: AttachmentTools;
}

/** What one request carries, and the parts of the service. */
export interface Context extends Parts, OwnContext {}

/** What one request carries. */
export interface OwnContext {
  viewer: Viewer;
  /** The language of what the answer says to people. */
  locale: Locale;
  /** The instant at which the request is answered: what depends on time is the same in all of one answer. */
  now: Date;
  requestId: string;
  /** The fields of the API that the request came in by. */
  operation: string;
  isMutation: boolean;
  /** What the log will tell of the request. */
  record: RequestRecord;
  /** Practices that the answer opens and that are not in the access register yet. */
  opened: Set<string>;
  /** Where the request comes from: proxies are looked through where it is asked for, which few operations do. */
  client: { readonly ip: string };
  /** The files that came with the request; null where none did. */
  uploads: UploadRequest | null;
  /** The answer to be kept, where it is to be kept if it may. */
  keeping: Keeping | null;
  /** One loader for each place of the document that is read for many parents at once. */
  loaders: Map<unknown, DataLoader<string, unknown>>;
}
