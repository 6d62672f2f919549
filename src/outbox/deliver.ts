import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { describeFault, type Log } from '../log.js';
import type { Channel, DeliveryFailure } from './channel.js';
import { finish, postpone } from './finish.js';
import type { DeliveryState, OutboxItem } from './outbox-item.entity.js';
import type { Pass } from './turnstile.js';

/** How long one try may take, however much the other side drips. Well below the lease of an item. */
const DEADLINE = 60_000;

/** How often to try to record what happened to an item: one that went out unrecorded goes out twice. */
const RECORDING_TRIES = 6;

/** What delivering needs. */
export interface Delivery<Item extends OutboxItem> {
  database: Database;
  clock: Clock;
  log: Log;
  channel: Channel<Item>;
}

/** Tries once to deliver an item that is leased to us, outside any transaction, and records how it went. Never throws. */
export async function deliver<Item extends OutboxItem>(
  delivery: Delivery<Item>,
  item: Item,
  pass: Pass,
  stop: AbortController,
): Promise<void> {
  const { database, clock, log, channel } = delivery;
  const failure = await tryOnce(delivery, item, pass, stop);
  // Ended by our own stop: not the fault of the other side, so it is due at once for whoever comes next.
  const cut = failure !== null && stop.signal.aborted && stop.signal.reason === STOPPED;
  const record = () =>
    cut ? postpone(database, channel.entity, item, clock()) : finish(database, channel, item, failure);
  for (let attempt = 1; attempt <= RECORDING_TRIES; attempt += 1) {
    try {
      tell(delivery, item, failure, await record());
      return;
    } catch (fault) {
      log.error({ [channel.name]: item.id, fault: describeFault(fault) }, 'What became of a delivery was not recorded');
      if (attempt < RECORDING_TRIES) await delay(attempt * 250);
    }
  }
}

/** Why sends in flight are cut when the worker stops. */
export const STOPPED = Symbol('stopped');

async function tryOnce<Item extends OutboxItem>(
  { channel, log }: Delivery<Item>,
  item: Item,
  pass: Pass,
  stop: AbortController,
): Promise<DeliveryFailure | null> {
  const deadline = setTimeout(() => stop.abort(), DEADLINE);
  try {
    await channel.send(item, stop.signal, pass.turn);
    return null;
  } catch (error) {
    log.debug({ [channel.name]: item.id, fault: describeFault(error) }, 'A try to deliver failed');
    return channel.failureOf(error);
  } finally {
    clearTimeout(deadline);
  }
}

function tell<Item extends OutboxItem>(
  { channel, log }: Delivery<Item>,
  item: Item,
  failure: DeliveryFailure | null,
  recorded: DeliveryState | boolean | null,
): void {
  const about = { [channel.name]: item.id, kind: item.kind, state: recorded, reason: failure?.lastError };
  if (recorded === null || recorded === false) log.warn(about, 'A delivery was taken over before its try ended');
  else if (failure) log.warn(about, 'Not delivered');
  else log.info(about, 'Delivered');
}
