import { app } from './app.js';
import type { ReceivedMail } from './smtp.js';

/** Every mail that somebody has been sent so far, as the server received it. */
export async function mailsTo({ email }: { email: string }): Promise<ReceivedMail[]> {
  await app().service.parts.mailWorker.drained();
  return app().smtp.mails.filter(({ envelope }) => envelope.to.includes(email));
}

/** The newest mail that somebody has been sent. */
export async function lastMailTo(person: { email: string }): Promise<ReceivedMail> {
  const mail = (await mailsTo(person)).at(-1);
  if (!mail) throw new Error(`${person.email} has been sent no mail`);
  return mail;
}
