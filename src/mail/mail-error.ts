import type { Locale, Text } from '../locale.js';
import { explainFailure } from '../outbox/explain-failure.js';

/** Why a try to deliver a mail did not succeed. */
export enum MailError {
  NO_ADDRESS = 'NO_ADDRESS',
  WRONG_ADDRESS = 'WRONG_ADDRESS',
  /** The mail server refused this mail for good (5xx). */
  REFUSED = 'REFUSED',
  /** The mail server put this mail off (4xx). */
  DEFERRED = 'DEFERRED',
  /** No answer about this mail: the server was not reached, fell silent or cut the line. */
  UNREACHED = 'UNREACHED',
  TIMED_OUT = 'TIMED_OUT',
  /** The mail server does not let us in: our account, its certificate, or we as a whole. */
  NOT_ADMITTED = 'NOT_ADMITTED',
  /** It cannot be made into a mail that the server would take at all. */
  UNSENDABLE = 'UNSENDABLE',
}

const REASONS: Record<MailError, Text> = {
  NO_ADDRESS: {
    it: 'Il destinatario non ha un indirizzo e-mail.',
    en: 'The recipient has no e-mail address.',
  },
  WRONG_ADDRESS: {
    it: 'L’indirizzo e-mail del destinatario non è valido.',
    en: 'The e-mail address of the recipient is not valid.',
  },
  REFUSED: { it: 'Il server di posta ha rifiutato il messaggio', en: 'The mail server refused the message' },
  DEFERRED: { it: 'Il server di posta ha rinviato la consegna', en: 'The mail server put the delivery off' },
  UNREACHED: { it: 'Il server di posta non è raggiungibile', en: 'The mail server cannot be reached' },
  TIMED_OUT: { it: 'Il server di posta non ha risposto in tempo', en: 'The mail server did not answer in time' },
  NOT_ADMITTED: {
    it: 'Il server di posta non accetta l’accesso del servizio',
    en: 'The mail server does not admit this service',
  },
  UNSENDABLE: {
    it: 'Il messaggio non può essere trasmesso al server di posta',
    en: 'The message cannot be handed to the mail server',
  },
};

/** What the commonest enhanced codes (RFC 3463) say of the recipient, by the code without its class. */
const DETAILS: Record<string, Text> = {
  '1.1': { it: 'la casella non esiste', en: 'the mailbox does not exist' },
  '1.2': { it: 'il dominio non esiste', en: 'the domain does not exist' },
  '1.6': { it: 'la casella è stata trasferita', en: 'the mailbox has moved' },
  '1.10': { it: 'il dominio non riceve posta', en: 'the domain takes no mail' },
  '2.1': { it: 'la casella è disattivata', en: 'the mailbox is disabled' },
  '2.2': { it: 'la casella è piena', en: 'the mailbox is full' },
  '2.3': { it: 'il messaggio è troppo grande', en: 'the message is too large' },
  '3.4': { it: 'il messaggio è troppo grande', en: 'the message is too large' },
  '7.1': { it: 'il server non autorizza la consegna', en: 'the server does not permit the delivery' },
};

/** Why a mail was not delivered, in words, for staff. */
export const explainMailError = (lastError: string, locale: Locale): string =>
  explainFailure(lastError, locale, explain);

function explain(reason: string, codes: string[], locale: Locale): string {
  const sentence = REASONS[reason as MailError]?.[locale] ?? REASONS.UNREACHED[locale];
  if (sentence.endsWith('.')) return sentence;
  const detail = DETAILS[codes[1]?.replace(/^\d\./, '') ?? '']?.[locale];
  return `${sentence}${detail ? `: ${detail}` : ''}${codes.length > 0 ? ` (${codes.join(' ')})` : ''}.`;
}
