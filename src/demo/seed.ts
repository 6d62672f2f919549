import type { DataSource } from 'typeorm';
import { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { Mail } from '../mail/mail.entity.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import type { ServerParts } from '../server.js';
import { attachDemoFiles } from './attach-demo-files.js';
import { makeCast } from './cast.js';
import type { DemoFile } from './correspondence/practice.js';
import { closeCatalogue, makeCatalogue } from './make-catalogue.js';
import { playStory } from './play-story.js';

/** Longer ago than anything in the story. */
const BEFORE_THE_STORY = 200 * 24 * 60 * 60 * 1_000;

/** Fills an empty database with the demo municipality. One that has people in it is left as it is. */
export async function seed(
  dataSource: DataSource,
  { database, settings, clock, attachments, log }: ServerParts,
  issuer: string,
): Promise<void> {
  if ((await database.rows('SELECT id FROM users LIMIT 1')).length > 0) return;
  const now = clock();
  let instant = new Date(now.getTime() - BEFORE_THE_STORY);
  // Nobody is told now of what happened long ago.
  const past = new Database(dataSource, { clock: () => instant, settings: { ...settings, webhook: null } });
  const setClock = (next: Date) => {
    instant = next;
  };
  const serviceIds = await makeCatalogue(past);
  const cast = await makeCast(database, issuer, serviceIds);
  const attach = (files: readonly DemoFile[] | undefined) => attachDemoFiles({ attachments, clock, log }, files);
  await playStory({ database: past, setClock, cast, serviceIds, attach }, now);
  setClock(now);
  await closeCatalogue(past, serviceIds, now);
  await past.transaction(deliverThePast);
}

/** The mails of the story have long gone out. */
async function deliverThePast({ manager }: Transaction): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(Mail)
    .set({ state: DeliveryState.SENT, attempts: 1, sentAt: () => 'createdAt' })
    .where('state = :state', { state: DeliveryState.QUEUED })
    .execute();
}
