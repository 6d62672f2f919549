import type { Attachment } from '../attachments/attachment.entity.js';
import { readableSize } from '../attachments/readable-size.js';
import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import type { Locale, Text } from '../locale.js';
import { type ComposedMail, composeMail } from '../mail/compose-mail.js';
import { queueMail } from '../mail/queue-mail.js';
import { type Addressee, applicantToTell, operatorsToTell, type PracticeForMail } from '../practices/addressees.js';
import type { Practice } from '../practices/practice.entity.js';

/** A message as its mail tells of it. */
export interface MessageForMail {
  id: string;
  body: string;
  authorRole: Role;
  attachments: readonly AttachedFile[];
}

/** A file as a mail names it. */
type AttachedFile = Pick<Attachment, 'filename' | 'size'>;

/** A mail that a message will send, or sends. */
export interface MessageMail {
  recipient: Addressee['recipient'];
  content: ComposedMail;
}

/**
 * The mails of a message: what prepareMessage shows and sendMessage queues are made here, from the same data, and so are
 * the same (R10).
 */
export async function messageMails(
  tx: Transaction,
  practice: Practice,
  message: MessageForMail,
): Promise<MessageMail[]> {
  const addressees = isForStaff(message) ? await operatorsToTell(tx, practice) : [await applicantToTell(tx, practice)];
  return addressees.map((addressee) => ({
    recipient: addressee.recipient,
    content: compose(tx.settings.municipality, addressee, message),
  }));
}

/** The applicant is told when the staff writes (R11), the staff when the applicant does (R13). */
const isForStaff = ({ authorRole }: MessageForMail): boolean => authorRole === Role.CITIZEN;

/** Queues the mails of a message that is being sent: one for each recipient (R11, R13). */
export async function mailMessage(tx: Transaction, practice: Practice, message: MessageForMail): Promise<void> {
  for (const mail of await messageMails(tx, practice, message)) await queueMessageMail(tx, practice, message.id, mail);
}

/** Queues one mail of a message. */
export const queueMessageMail = (
  tx: Transaction,
  practice: Practice,
  messageId: string,
  mail: MessageMail,
): Promise<void> => queueMail(tx, { kind: 'message', practiceId: practice.id, messageId, ...mail });

function compose(municipality: string, { recipient, about }: Addressee, message: MessageForMail): ComposedMail {
  const { locale } = recipient;
  const { greeting, subject, sentence } = isForStaff(message)
    ? toOperator(about)
    : toCitizen(about, recipient.name, municipality);
  return composeMail({
    locale,
    municipality,
    subject: `[${about.protocolNumber}] ${subject[locale]}`,
    greeting: greeting[locale],
    paragraphs: [sentence[locale]],
    quote: message.body,
    afterQuote: message.attachments.length > 0 ? [attached(message.attachments, locale)] : [],
    buttons: [
      { label: VIEW[locale], url: about.link },
      { label: REPLY[locale], url: `${about.link}?reply=${message.id}` },
    ],
  });
}

/** A mail names attachments, a line each, and does not carry them: they are read on the practice, after a login. */
function attached(attachments: readonly AttachedFile[], locale: Locale): string {
  const lines = attachments.map(({ filename, size }) => `${filename} (${readableSize(size, locale)})`);
  return [ATTACHED[locale], ...lines].join('\n');
}

const ATTACHED: Text = {
  it: 'Allegati, da consultare nella pratica:',
  en: 'Attachments, to be read on the practice:',
};

const VIEW: Text = { it: 'Visualizza', en: 'View' };
const REPLY: Text = { it: 'Rispondi', en: 'Reply' };

interface Told {
  greeting: Text;
  subject: Text;
  sentence: Text;
}

const toCitizen = ({ serviceName, protocolNumber }: PracticeForMail, name: string, municipality: string): Told => ({
  greeting: { it: `Gentile ${name},`, en: `Dear ${name},` },
  subject: { it: 'Nuovo messaggio sulla Sua pratica', en: 'A new message on your practice' },
  sentence: {
    it: `${municipality} Le ha scritto sulla Sua pratica «${serviceName}», protocollo ${protocolNumber}:`,
    en: `${municipality} has written to you about your practice “${serviceName}”, number ${protocolNumber}:`,
  },
});

/** The citizen is shown this mail before it goes out: it greets the office, and names no operator (R14). */
const toOperator = ({ serviceName, protocolNumber }: PracticeForMail): Told => ({
  greeting: { it: 'Gentile operatore,', en: 'Dear colleague,' },
  subject: { it: 'Il richiedente ha scritto sulla pratica', en: 'The applicant has written on the practice' },
  sentence: {
    it: `sulla pratica «${serviceName}», protocollo ${protocolNumber}, il richiedente ha scritto:`,
    en: `on the practice “${serviceName}”, number ${protocolNumber}, the applicant has written:`,
  },
});
