import type { Transaction } from '../database/transaction.js';
import type { Locale } from '../locale.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import type { ComposedMail } from './compose-mail.js';
import { Mail } from './mail.entity.js';
import { singleAddress } from './mail-address.js';
import { MailError } from './mail-error.js';
import { oneLine, shorten } from './mail-text.js';

/** A mail to one person, ready to go. */
export interface OutgoingMail {
  /** What it tells. Kinds that begin with `message` are limited per address and hour. */
  kind: string;
  practiceId?: string;
  messageId?: string;
  recipient: MailRecipient;
  content: ComposedMail;
}

/** Who a mail is for. */
export interface MailRecipient {
  id?: string;
  name: string;
  /** Null when the person has none. */
  address: string | null;
  locale: Locale;
}

/**
 * Queues a mail with the change that it tells: it goes out when the transaction commits, and never if it does not.
 * Without an address that a mail can go to it has failed already, says why, and nothing is tried.
 */
export async function queueMail(tx: Transaction, mail: OutgoingMail): Promise<void> {
  const { kind, practiceId, messageId, recipient, content } = mail;
  const now = tx.now();
  const addressed = addressFor(recipient.address);
  const queued = {
    id: tx.newId(now),
    kind,
    practiceId: practiceId ?? null,
    messageId: messageId ?? null,
    recipientId: recipient.id ?? null,
    name: shorten(oneLine(recipient.name), 255),
    locale: recipient.locale,
    ...content,
    ...addressed,
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
  };
  await tx.insertAll(Mail, [queued]);
  if (addressed.address !== null) tx.announce('mail queued');
}

/** Puts a mail that has failed back into the queue, for the address that its recipient has now. It stays the same mail. */
export async function requeueMail(tx: Transaction, { id }: Mail, address: string | null): Promise<void> {
  const now = tx.now();
  const addressed = addressFor(address);
  await tx.update(Mail, { id }, { ...addressed, nextAttemptAt: now, resentAt: now });
  if (addressed.address !== null) tx.announce('mail queued');
}

/** What becomes of a mail by its address alone. */
function addressFor(written: string | null): Pick<Mail, 'address' | 'state' | 'lastError'> {
  const address = written === null ? null : singleAddress(written);
  if (address !== null) return { address, state: DeliveryState.QUEUED, lastError: null };
  const lastError = written?.trim() ? MailError.WRONG_ADDRESS : MailError.NO_ADDRESS;
  return { address, state: DeliveryState.FAILED, lastError };
}
