import { app } from './app.js';
import type { ReceivedMail } from './smtp.js';

/** Lets the service under test deliver every mail that is due. */
export const delivered = (): Promise<void> => app().service.parts.mailWorker.drained();

/** Makes the mail server refuse these addresses for good, and take everything else, until it is told otherwise. */
export function refuseMailTo(...people: { email: string }[]): void {
  const refused = people.map(({ email }) => email);
  app().smtp.behaviour = {
    onRcpt: (address) => (refused.includes(address) ? '550 5.1.1 No such mailbox' : undefined),
  };
}

/**
 * Every mail that somebody has been sent so far, as the server received it, in the order in which they were queued: several
 * are sent at a time, and ids sort as they were made.
 */
export async function mailsTo({ email }: { email: string }): Promise<ReceivedMail[]> {
  await delivered();
  const mails = app().smtp.mails.filter(({ envelope }) => envelope.to.includes(email));
  return mails.toSorted((one, other) => one.id.localeCompare(other.id));
}

/** The newest mail that somebody has been sent. */
export async function lastMailTo(person: { email: string }): Promise<ReceivedMail> {
  const mail = (await mailsTo(person)).at(-1);
  if (!mail) throw new Error(`${person.email} has been sent no mail`);
  return mail;
}
