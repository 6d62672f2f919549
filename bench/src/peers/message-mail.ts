import { composeMail } from '../../../src/mail/compose-mail.js';
import type { Viewer } from './authenticate.js';
import type { Environment } from './environment.js';
import { displayName, type PersonRow } from './rules.js';

/** Who is told of a message, and of which practice. */
export interface MailFacts {
  practiceId: string;
  messageId: string;
  body: string;
  serviceName: string;
  protocolNumber: string | null;
  recipient: PersonRow & { id: string; email: string | null; providedEmail: string | null };
}

/**
 * The mail that tells of a message, as Stanza makes it: its template is a pure function and the same for everybody, since
 * rendering HTML is not what is compared.
 */
export function messageMail(viewer: Viewer, facts: MailFacts, { municipality, publicUrl }: Environment) {
  const { practiceId, messageId, body, serviceName, recipient } = facts;
  const protocolNumber = facts.protocolNumber ?? '';
  const toStaff = viewer.role === 'CITIZEN';
  const link = `${publicUrl}/practices/${practiceId}`;
  const name = displayName(recipient);
  const content = composeMail({
    locale: 'it',
    municipality,
    subject: toStaff
      ? `[${protocolNumber}] Il richiedente ha scritto sulla pratica`
      : `[${protocolNumber}] Nuovo messaggio sulla Sua pratica`,
    greeting: toStaff ? 'Gentile operatore,' : `Gentile ${name},`,
    paragraphs: [
      toStaff
        ? `sulla pratica «${serviceName}», protocollo ${protocolNumber}, il richiedente ha scritto:`
        : `${municipality} Le ha scritto sulla Sua pratica «${serviceName}», protocollo ${protocolNumber}:`,
    ],
    quote: body,
    buttons: [
      { label: 'Visualizza', url: link },
      { label: 'Rispondi', url: `${link}?reply=${messageId}` },
    ],
  });
  return { name, address: recipient.email ?? recipient.providedEmail, content };
}
