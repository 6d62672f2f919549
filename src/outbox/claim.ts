import { type EntityTarget, In, LessThanOrEqual } from 'typeorm';
import type { Database } from '../database/database.js';
import { toInstant } from '../database/instants.js';
import type { Channel } from './channel.js';
import { DeliveryState, type OutboxItem } from './outbox-item.entity.js';

/** How long an item belongs to who claimed it. A try is bounded well below, so only a killed worker lets one end. */
const LEASE = 120_000;

type Queue<Item extends OutboxItem> = Pick<Channel<Item>, 'entity' | 'table'>;

/**
 * Takes the oldest due items for one worker, in a transaction as short as can be: no sending happens in it, rows that
 * another worker is taking are passed over, and a producer never waits for it. While it is leased an item is due when
 * its lease ends: that of a killed worker comes back without anybody looking for it.
 */
export function claim<Item extends OutboxItem>(
  database: Database,
  { entity }: Queue<Item>,
  limit: number,
): Promise<Item[]> {
  const rows: EntityTarget<OutboxItem> = entity;
  return database.transaction(async (tx) => {
    const now = tx.now();
    const items = await tx.manager.find(rows, {
      where: { state: DeliveryState.QUEUED, nextAttemptAt: LessThanOrEqual(now) },
      order: { nextAttemptAt: 'ASC', id: 'ASC' },
      take: limit,
      ...(database.embedded ? {} : { lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } }),
    });
    if (items.length === 0) return [];
    const leaseUntil = new Date(now.getTime() + LEASE);
    const lease = { lease: tx.newId(now), leaseUntil, nextAttemptAt: leaseUntil };
    await tx.manager.update(rows, { id: In(items.map(({ id }) => id)) }, lease);
    return items.map((item) => Object.assign(item as Item, lease));
  });
}

/** When the next item is due: one that waits, or one whose worker was killed. Null when the queue is empty. */
export async function nextDue(database: Database, { table }: Queue<OutboxItem>): Promise<Date | null> {
  const sql = `SELECT MIN(nextAttemptAt) AS due FROM ${table} WHERE state = ?`;
  const [row] = await database.rows<{ due: unknown }>(sql, [DeliveryState.QUEUED]);
  return row?.due ? toInstant(row.due) : null;
}
