import type { EntityTarget } from 'typeorm';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Channel, DeliveryFailure } from './channel.js';
import { givenUp } from './explain-failure.js';
import { DeliveryState, type OutboxItem } from './outbox-item.entity.js';
import { nextAttempt } from './retry-schedule.js';

/**
 * Records how a try went: sent, to be tried again, or failed for good. Only the holder of the lease may: who comes after
 * its end changes nothing. Answers the new state, or null when the lease is somebody else's.
 */
export function finish<Item extends OutboxItem>(
  database: Database,
  { entity, onFailed }: Pick<Channel<Item>, 'entity' | 'onFailed'>,
  item: Item,
  failure: DeliveryFailure | null,
): Promise<DeliveryState | null> {
  return database.transaction(async (tx) => {
    const now = tx.now();
    const change = failure ? afterFailure(item, failure, now) : afterSuccess(item, now);
    if (!(await release(tx, entity, item, change))) return null;
    if (change.state === DeliveryState.FAILED) await onFailed?.(tx, Object.assign(new entity(), item, change));
    return change.state;
  });
}

/** Puts an item back into the queue untried. */
export function postpone<Item extends OutboxItem>(
  database: Database,
  entity: new () => Item,
  item: Item,
  until: Date,
): Promise<boolean> {
  return database.transaction((tx) => release(tx, entity, item, { nextAttemptAt: until }));
}

const afterSuccess = ({ attempts }: OutboxItem, now: Date) => ({
  state: DeliveryState.SENT,
  attempts: attempts + 1,
  sentAt: now,
  nextAttemptAt: now,
  lastError: null,
});

function afterFailure(item: OutboxItem, { final, answered, lastError }: DeliveryFailure, now: Date) {
  const again = final ? null : nextAttempt(item.resentAt ?? item.createdAt, now);
  return {
    state: again ? DeliveryState.QUEUED : DeliveryState.FAILED,
    attempts: item.attempts + (answered ? 1 : 0),
    nextAttemptAt: again ?? now,
    lastError: again || final ? lastError : givenUp(lastError),
  };
}

async function release(
  tx: Transaction,
  entity: EntityTarget<OutboxItem>,
  item: OutboxItem,
  change: Partial<OutboxItem>,
): Promise<boolean> {
  if (item.lease === null) return false;
  const ended = { ...change, lease: null, leaseUntil: null };
  const { affected } = await tx.manager.update(entity, { id: item.id, lease: item.lease }, ended);
  return affected === 1;
}
