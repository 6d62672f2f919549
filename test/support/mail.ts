import { UserProfile } from '../../src/users/user-profile.entity.js';
import { app } from './app.js';
import type { ReceivedMail } from './smtp.js';

/** Lets the service under test deliver all that is due. */
export const delivered = (): Promise<void> => app().service.parts.mailWorker.drained();

/** The mails that an address got so far. */
export const mailsTo = ({ email }: { email: string }): ReceivedMail[] =>
  app().smtp.mails.filter(({ envelope }) => envelope.to.includes(email));

/** Makes the mail server refuse these addresses for good. Everything else it takes, until told otherwise. */
export function refuseMailTo(...people: { email: string }[]): void {
  const refused = people.map(({ email }) => email);
  app().smtp.behaviour = {
    onRcpt: (address) => (refused.includes(address) ? '550 5.1.1 No such mailbox' : undefined),
  };
}

/** Gives somebody another address, as they or an administrator would. */
export async function changeAddress({ id }: { id: string }, email: string | null): Promise<void> {
  const { database } = app().service.parts;
  await database.transaction((tx) => tx.manager.update(UserProfile, { id }, { email, providedEmail: null }));
}

/** Takes an account out of service. */
export async function deactivate({ id }: { id: string }): Promise<void> {
  const { database } = app().service.parts;
  await database.transaction((tx) => tx.manager.update(UserProfile, { id }, { active: false }));
}
