import type { Transaction } from '../database/transaction.js';
import type { Text } from '../locale.js';
import { composeMail } from '../mail/compose-mail.js';
import { queueMail } from '../mail/queue-mail.js';
import { applicantToTell, operatorsToTell, type PracticeForMail } from './addressees.js';
import type { Practice } from './practice.entity.js';

/** What an applicant is told of by mail, besides messages. */
export type PracticeEvent = 'registered' | 'takenInCharge' | 'approved' | 'rejected';

/** Tells the applicant what became of their practice: the municipality speaks, never an operator (R14). */
export async function tellApplicant(tx: Transaction, practice: Practice, event: PracticeEvent): Promise<void> {
  const { recipient, about } = await applicantToTell(tx, practice);
  const { locale, name } = recipient;
  const { subject, sentence, button } = TELLS[event](about);
  const reason = practice.outcomeReason;
  await queueMail(tx, {
    kind: `practice.${event}`,
    practiceId: practice.id,
    recipient,
    content: composeMail({
      locale,
      municipality: tx.settings.municipality,
      subject: `[${about.protocolNumber}] ${subject[locale]}`,
      greeting: GREETING[locale].replace('{name}', () => name),
      paragraphs: [sentence[locale]],
      ...(reason && { quote: reason }),
      buttons: [{ label: button[locale], url: about.link }],
    }),
  });
}

/** Tells who handles a practice that its applicant has withdrawn it: the operator in charge, as of a message (R13). */
export async function tellOperatorOfWithdrawal(tx: Transaction, practice: Practice): Promise<void> {
  if (practice.operatorId === null) return;
  for (const { recipient, about } of await operatorsToTell(tx, practice)) {
    const { locale } = recipient;
    await queueMail(tx, {
      kind: 'practice.withdrawn',
      practiceId: practice.id,
      recipient,
      content: composeMail({
        locale,
        municipality: tx.settings.municipality,
        subject: `[${about.protocolNumber}] ${WITHDRAWN[locale]}`,
        greeting: TO_STAFF[locale],
        paragraphs: [withdrawn(about)[locale]],
        ...(practice.outcomeReason && { quote: practice.outcomeReason }),
        buttons: [{ label: VIEW[locale], url: about.link }],
      }),
    });
  }
}

const withdrawn = ({ serviceName, protocolNumber }: PracticeForMail): Text => ({
  it: `il richiedente ha ritirato la pratica «${serviceName}», protocollo ${protocolNumber}. Non resta nulla da fare.`,
  en: `the applicant has withdrawn the practice “${serviceName}”, number ${protocolNumber}. Nothing is left to do.`,
});

const WITHDRAWN: Text = {
  it: 'Il richiedente ha ritirato la pratica',
  en: 'The applicant has withdrawn the practice',
};

/** How mails greet the staff. */
export const TO_STAFF: Text = { it: 'Gentile operatore,', en: 'Dear colleague,' };

const GREETING: Text = { it: 'Gentile {name},', en: 'Dear {name},' };

const VIEW: Text = { it: 'Visualizza', en: 'View' };

interface Told {
  subject: Text;
  sentence: Text;
  button: Text;
}

const TELLS: Record<PracticeEvent, (about: PracticeForMail) => Told> = {
  registered: ({ serviceName, protocolNumber }) => ({
    subject: { it: 'La Sua pratica è stata protocollata', en: 'Your practice has been registered' },
    sentence: {
      it: `la Sua pratica «${serviceName}» è stata ricevuta e protocollata con il numero ${protocolNumber}.`,
      en: `your practice “${serviceName}” has been received and registered under the number ${protocolNumber}.`,
    },
    button: VIEW,
  }),
  takenInCharge: ({ serviceName, protocolNumber }) => ({
    subject: { it: 'La Sua pratica è stata presa in carico', en: 'Your practice is being reviewed' },
    sentence: {
      it: `la Sua pratica «${serviceName}», protocollo ${protocolNumber}, è stata presa in carico dal nostro ufficio.`,
      en: `our office has begun to review your practice “${serviceName}”, number ${protocolNumber}.`,
    },
    button: VIEW,
  }),
  approved: ({ serviceName, protocolNumber }) => ({
    subject: { it: 'La Sua pratica è stata approvata', en: 'Your practice has been approved' },
    sentence: {
      it: `la Sua pratica «${serviceName}», protocollo ${protocolNumber}, è stata approvata.`,
      en: `your practice “${serviceName}”, number ${protocolNumber}, has been approved.`,
    },
    button: VIEW,
  }),
  rejected: ({ serviceName, protocolNumber }) => ({
    subject: { it: 'La Sua pratica è stata rigettata', en: 'Your practice has been rejected' },
    sentence: {
      it: `la Sua pratica «${serviceName}», protocollo ${protocolNumber}, è stata rigettata per il motivo che segue.`,
      en: `your practice “${serviceName}”, number ${protocolNumber}, has been rejected for the reason below.`,
    },
    button: VIEW,
  }),
};
