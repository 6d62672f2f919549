import { In, LessThanOrEqual } from 'typeorm';
import { type Database, toInstant } from '../database/database.js';
import { EmailState, Mail } from './mail.entity.js';

/** How long a mail belongs to who claimed it. A try is bounded well below, so only a killed worker lets one end. */
const LEASE = 120_000;

/**
 * Takes the oldest due mails for one worker, in a transaction as short as can be: no sending happens in it, rows that
 * another worker is taking are passed over, and a producer never waits for it. While it is leased a mail is due when
 * its lease ends: that of a killed worker comes back without anybody looking for it.
 */
export function claimMails(database: Database, limit: number): Promise<Mail[]> {
  return database.transaction(async (tx) => {
    const now = tx.now();
    const mails = await tx.manager.find(Mail, {
      where: { state: EmailState.QUEUED, nextAttemptAt: LessThanOrEqual(now) },
      order: { nextAttemptAt: 'ASC', id: 'ASC' },
      take: limit,
      ...(database.embedded ? {} : { lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } }),
    });
    if (mails.length === 0) return [];
    const leaseUntil = new Date(now.getTime() + LEASE);
    const lease = { lease: tx.newId(now), leaseUntil, nextAttemptAt: leaseUntil };
    await tx.manager.update(Mail, { id: In(mails.map(({ id }) => id)) }, lease);
    return mails.map((mail) => Object.assign(mail, lease));
  });
}

/** When the next mail is due: one that waits, or one whose worker was killed. Null when the queue is empty. */
export async function nextDue(database: Database): Promise<Date | null> {
  const sql = 'SELECT MIN(nextAttemptAt) AS due FROM mails WHERE state = ?';
  const [row] = await database.rows<{ due: unknown }>(sql, [EmailState.QUEUED]);
  return row?.due ? toInstant(row.due) : null;
}
