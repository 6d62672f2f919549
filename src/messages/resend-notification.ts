import { Attachment } from '../attachments/attachment.entity.js';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { conflict, notFound } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { Mail } from '../mail/mail.entity.js';
import { requeueMail } from '../mail/queue-mail.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import { lockPractice } from '../practices/lock-practice.js';
import { Message } from './message.entity.js';
import { messageMails, queueMessageMail } from './message.mail.js';

/**
 * Has the mails of a message tried again that have failed, each to the address that its recipient has now and as it was
 * confirmed. Who is to be told may have changed (R13): then the mail goes to them, and not to who is no longer concerned.
 * What is being tried anyway is left alone. Throws NOT_FOUND, and CONFLICT when nothing has failed.
 */
export async function resendNotification(tx: Transaction, viewer: Viewer, messageId: string): Promise<Message> {
  const message = isId(messageId) && (await tx.find(Message, { id: messageId }));
  if (!message) throw notFound();
  const practice = await lockPractice(tx, viewer, message.practiceId);

  const mails = await tx.findAll(Mail, { messageId }, 'id');
  if (!mails.some(({ state }) => state === DeliveryState.FAILED)) {
    if (mails.some(({ state }) => state === DeliveryState.QUEUED)) return message;
    throw conflict(NOTHING_FAILED);
  }
  const attachments = await tx.findAll(Attachment, { messageId }, 'position');
  for (const due of await messageMails(tx, practice, { ...message, attachments })) {
    const mail = mails.find(({ recipientId }) => recipientId === due.recipient.id);
    if (!mail) await queueMessageMail(tx, practice, messageId, due);
    else if (mail.state === DeliveryState.FAILED) await requeueMail(tx, mail, due.recipient.address);
  }
  return message;
}

const NOTHING_FAILED = {
  it: 'La notifica di questo messaggio non è fallita: non c’è nulla da inviare di nuovo.',
  en: 'The notification of this message has not failed: there is nothing to send again.',
};
