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
  const address = recipient.address === null ? null : singleAddress(recipient.address);
  await tx.manager.insert(Mail, {
    id: tx.newId(now),
    kind,
    practiceId: practiceId ?? null,
    messageId: messageId ?? null,
    recipientId: recipient.id ?? null,
    name: shorten(oneLine(recipient.name), 255),
    address,
    locale: recipient.locale,
    ...content,
    state: address === null ? DeliveryState.FAILED : DeliveryState.QUEUED,
    attempts: 0,
    nextAttemptAt: now,
    lastError: address === null ? addressError(recipient.address) : null,
    createdAt: now,
  });
  if (address !== null) tx.announce('mail queued');
}

const addressError = (address: string | null): MailError =>
  address?.trim() ? MailError.WRONG_ADDRESS : MailError.NO_ADDRESS;
