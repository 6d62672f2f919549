import { Not } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import type { Text } from '../locale.js';
import { composeMail } from '../mail/compose-mail.js';
import { Mail } from '../mail/mail.entity.js';
import { explainMailError } from '../mail/mail-error.js';
import { queueMail } from '../mail/queue-mail.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import { operatorsToTell } from './addressees.js';
import { Practice } from './practice.entity.js';
import { TO_STAFF } from './practice.mail.js';

/** It begins as mails about messages do, so that an outage sends nobody more than 20 of them an hour. */
const KIND = 'message.undelivered';

/**
 * Tells the staff, in the transaction that gives a mail up, that somebody will not learn of something: the operator in
 * charge, or the active operators of the service (R13), but never by way of the address that has just failed. When this
 * mail fails too nothing more is sent: the desk shows what was not delivered.
 */
export async function tellUndelivered(tx: Transaction, mail: Mail): Promise<void> {
  if (mail.kind === KIND || mail.practiceId === null) return;
  // Locked, so that of the last two mails of one message the second to fail sees that the first has.
  const practice = await tx.lock(Practice, mail.practiceId);
  if (!practice || (await somebodyElseIsTold(tx, mail))) return;
  const toApplicant = mail.recipientId === practice.applicantId;
  for (const { recipient, about } of await operatorsToTell(tx, practice, mail.recipientId)) {
    const { locale } = recipient;
    const { serviceName, protocolNumber, link } = about;
    const whom = toApplicant ? APPLICANT[locale] : mail.name;
    const sentence: Text = {
      it: `sulla pratica «${serviceName}», protocollo ${protocolNumber}, non è stato possibile recapitare a ${whom} la notifica «${mail.subject}».`,
      en: `on the practice “${serviceName}”, number ${protocolNumber}, the notification “${mail.subject}” could not be delivered to ${whom}.`,
    };
    const reason = explainMailError(mail.lastError ?? '', locale);
    await queueMail(tx, {
      kind: KIND,
      practiceId: practice.id,
      recipient,
      content: composeMail({
        locale,
        municipality: tx.settings.municipality,
        subject: `[${protocolNumber}] ${SUBJECT[locale]}`,
        greeting: TO_STAFF[locale],
        paragraphs: [sentence[locale], reason, (mail.messageId ? RESEND : TELL)[locale]],
        buttons: [{ label: VIEW[locale], url: link }],
      }),
    });
  }
}

/** Whether another mail about the same message was sent, or may yet be: then somebody knows, or will. */
const somebodyElseIsTold = async ({ manager }: Transaction, { messageId }: Mail): Promise<boolean> =>
  messageId !== null && (await manager.existsBy(Mail, { messageId, state: Not(DeliveryState.FAILED) }));

const SUBJECT: Text = { it: 'Notifica non recapitata', en: 'A notification was not delivered' };

const APPLICANT: Text = { it: 'chi l’ha presentata', en: 'the person who filed it' };

const RESEND: Text = {
  it: 'Il messaggio resta nella pratica e si legge dopo l’accesso. Se l’indirizzo è stato corretto può ripetere l’invio della notifica; altrimenti avvisi la persona in un altro modo.',
  en: 'The message stands in the practice and can be read after signing in. Once the address has been put right you can send the notification again; otherwise please tell the person in another way.',
};

const TELL: Text = {
  it: 'Avvisi la persona in un altro modo.',
  en: 'Please tell the person in another way.',
};

const VIEW: Text = { it: 'Visualizza', en: 'View' };
