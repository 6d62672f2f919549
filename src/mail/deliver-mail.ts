import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import { describeFault, type Log } from '../log.js';
import { type DeliveryFailure, deliveryFailure } from './delivery-failure.js';
import { finishMail, type OnFailed, postpone } from './finish-mail.js';
import type { EmailState, Mail } from './mail.entity.js';
import type { MailTransport } from './mail-transport.js';

/** How long one try may take, however much a server drips. Well below the lease of a mail. */
const DEADLINE = 60_000;

/** How often to try to record what happened to a mail: a mail that went out unrecorded goes out twice. */
const RECORDING_TRIES = 6;

/** What delivering needs. */
export interface Delivery {
  database: Database;
  clock: Clock;
  log: Log;
  transport: MailTransport;
  /** Runs in the transaction that ends a mail as FAILED. What it throws keeps the mail from ending: it must not fail. */
  onFailed?: OnFailed;
}

/** Tries once to deliver a mail that is leased to us, outside any transaction, and records how it went. Never throws. */
export async function deliverMail(delivery: Delivery, mail: Mail, stop: AbortController): Promise<void> {
  const { database, clock, log } = delivery;
  const failure = await tryOnce(delivery, mail, stop);
  // Ended by our own stop: not the fault of the server, so it is due at once for whoever comes next.
  const cut = failure !== null && stop.signal.aborted && stop.signal.reason === STOPPED;
  const record = () =>
    cut ? postpone(database, mail, clock()) : finishMail(database, mail, failure, delivery.onFailed);
  for (let attempt = 1; attempt <= RECORDING_TRIES; attempt += 1) {
    try {
      tell(log, mail, failure, await record());
      return;
    } catch (fault) {
      log.error({ mail: mail.id, fault: describeFault(fault) }, 'What became of a mail could not be recorded');
      if (attempt < RECORDING_TRIES) await delay(attempt * 250);
    }
  }
}

/** Why sends in flight are cut when the worker stops. */
export const STOPPED = Symbol('stopped');

async function tryOnce(
  { transport, log }: Delivery,
  mail: Mail,
  stop: AbortController,
): Promise<DeliveryFailure | null> {
  const deadline = setTimeout(() => stop.abort(), DEADLINE);
  try {
    await transport.send(mail, stop.signal);
    return null;
  } catch (error) {
    log.debug({ mail: mail.id, fault: describeFault(error) }, 'A try to deliver a mail failed');
    return deliveryFailure(error);
  } finally {
    clearTimeout(deadline);
  }
}

function tell(log: Log, mail: Mail, failure: DeliveryFailure | null, recorded: EmailState | boolean | null): void {
  const about = { mail: mail.id, kind: mail.kind, state: recorded, reason: failure?.lastError };
  if (recorded === null || recorded === false) log.warn(about, 'A mail was taken over before its try ended');
  else if (failure) log.warn(about, 'A mail was not delivered');
  else log.info(about, 'A mail was delivered');
}
