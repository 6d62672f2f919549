import { LessThan } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { instantOfId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { describeFault, type Log } from '../log.js';
import { StoredMessageDraft } from '../messages/message-draft.entity.js';
import { Attachment } from './attachment.entity.js';
import type { AttachmentStore } from './attachment-store.js';
import { removeUnreferenced } from './remove-unreferenced.js';

const HOUR = 60 * 60 * 1_000;

/** A draft can be confirmed until it expires, by the clock of any process: what is this much older nobody sends any more. */
const GRACE = 5 * 60 * 1_000;

const BATCH = 200;

/** What a sweep needs. */
interface Sweeping {
  database: Database;
  store: AttachmentStore;
  clock: Clock;
  log: Log;
}

/**
 * Removes drafts that have expired, with their files, and files without a row: those of a process that ended between the
 * two, or whose transaction failed without an answer. Runs at start and every hour.
 */
export class AttachmentSweeper {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly sweeping: Sweeping) {}

  start(): void {
    this.run();
    this.timer = setInterval(() => this.run(), HOUR).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Sweeps once, and settles when it is done. */
  async sweep(): Promise<void> {
    await sweepDrafts(this.sweeping);
    await sweepFiles(this.sweeping);
  }

  private run(): void {
    this.running = this.running
      .then(() => this.sweep())
      .catch((error: unknown) =>
        this.sweeping.log.error({ fault: describeFault(error) }, 'attachments cannot be swept'),
      );
  }
}

async function sweepDrafts({ database, store, clock }: Sweeping): Promise<void> {
  for (;;) {
    const expired = await database.transaction((tx) => removeExpired(tx, new Date(clock().getTime() - GRACE)));
    await store.remove(expired.attachmentIds);
    if (expired.drafts < BATCH) return;
  }
}

async function removeExpired({ manager }: Transaction, before: Date) {
  const drafts = await manager.find(StoredMessageDraft, {
    select: { id: true },
    where: { expiresAt: LessThan(before) },
    take: BATCH,
  });
  const attachmentIds: string[] = [];
  for (const { id } of drafts) {
    const attachments = await manager.find(Attachment, { select: { id: true }, where: { draftId: id } });
    attachmentIds.push(...attachments.map((each) => each.id));
    await manager.delete(Attachment, { draftId: id });
    await manager.delete(StoredMessageDraft, { id });
  }
  return { drafts: drafts.length, attachmentIds };
}

/** A file that is younger than an hour may belong to a transaction that has not ended. */
async function sweepFiles({ database, store, clock }: Sweeping): Promise<void> {
  const before = clock().getTime() - HOUR;
  for await (const ids of store.ids()) {
    const old = ids.filter((id) => instantOfId(id).getTime() < before);
    for (let start = 0; start < old.length; start += BATCH) {
      await removeUnreferenced(database, store, old.slice(start, start + BATCH));
    }
  }
}
