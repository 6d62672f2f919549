import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { DeliveryFailure } from './delivery-failure.js';
import { EmailState, Mail } from './mail.entity.js';
import { givenUp } from './mail-error.js';
import { nextAttempt } from './retry-schedule.js';

/** What happens, in the transaction that ends a mail as FAILED, because nobody will be told by it any more. */
export type OnFailed = (tx: Transaction, mail: Mail) => Promise<void>;

/**
 * Records how a try went: sent, to be tried again, or failed for good. Only the holder of the lease may: who comes after
 * its end changes nothing. Answers the new state, or null when the lease is somebody else's.
 */
export function finishMail(
  database: Database,
  mail: Mail,
  failure: DeliveryFailure | null,
  onFailed?: OnFailed,
): Promise<EmailState | null> {
  return database.transaction(async (tx) => {
    const now = tx.now();
    const change = failure ? afterFailure(mail, failure, now) : afterSuccess(mail, now);
    if (!(await release(tx, mail, change))) return null;
    if (change.state === EmailState.FAILED) await onFailed?.(tx, tx.manager.create(Mail, { ...mail, ...change }));
    return change.state;
  });
}

/** Puts a mail back into the queue untried. */
export function postpone(database: Database, mail: Mail, until: Date): Promise<boolean> {
  return database.transaction((tx) => release(tx, mail, { nextAttemptAt: until }));
}

const afterSuccess = ({ attempts }: Mail, now: Date) => ({
  state: EmailState.SENT,
  attempts: attempts + 1,
  sentAt: now,
  nextAttemptAt: now,
  lastError: null,
});

function afterFailure(mail: Mail, { final, answered, lastError }: DeliveryFailure, now: Date) {
  const again = final ? null : nextAttempt(mail.createdAt, now);
  return {
    state: again ? EmailState.QUEUED : EmailState.FAILED,
    attempts: mail.attempts + (answered ? 1 : 0),
    nextAttemptAt: again ?? now,
    lastError: again || final ? lastError : givenUp(lastError),
  };
}

async function release(tx: Transaction, mail: Mail, change: Partial<Mail>): Promise<boolean> {
  if (mail.lease === null) return false;
  const ended = { ...change, lease: null, leaseUntil: null };
  const { affected } = await tx.manager.update(Mail, { id: mail.id, lease: mail.lease }, ended);
  return affected === 1;
}
