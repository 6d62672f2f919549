import type { Explained } from '../../bench/src/explain-operations.js';
import { isOpen, type SeedService } from '../../bench/src/seed/catalogue.js';
import type { Municipality } from '../../bench/src/seed/municipality.js';
import type { Town } from './town.js';

/** Asks something, under a name by which it is known in the table; without one it only prepares what follows. */
export type AskNamed = (
  document: string,
  as: Explained['as'],
  input: object,
  name?: string | null,
  // biome-ignore lint/suspicious/noExplicitAny: answers differ by document
) => Promise<any>;

const NEW_SERVICE = { name: 'Servizio nuovo', description: 'Inventato.', status: 'PUBLISHED' };

/** Walks through every operation that changes something, so that each finds what it needs. */
export async function changeEverything(town: Town, ask: AskNamed): Promise<void> {
  await walkThroughPractice(town, ask);
  await walkThroughCatalogue(ask);
  await walkThroughAccounts(town, ask);
}

/** A service that the operator handles and a practice can be filed for, without one of another service before it. */
function aServiceOf(town: Municipality): SeedService {
  const isFirst = ({ group, position }: SeedService) => !group?.ordered || position === 1;
  const found = town.servicesOf(town.operator(1)).find((service) => isOpen(service) && isFirst(service));
  if (!found) throw new Error('No service of the operator can be filed for');
  return found;
}

async function walkThroughPractice({ town, people, database }: Town, ask: AskNamed): Promise<void> {
  const { id: serviceId } = aServiceOf(town);
  const file = async (name: string | null = null): Promise<string> => {
    const { id } = (await ask('create-practice', 'citizen', { serviceId, data: { a: 1 } }, name)).createPractice
      .practice;
    return id;
  };
  const practiceId = await file('create-practice');
  await ask('update-practice', 'citizen', { practiceId, data: { a: 2 } });
  // The first of a service and of a year puts a row down in each register: that is not what is looked at.
  await ask('submit-practice', 'citizen', { practiceId: await file() }, null);
  await ask('submit-practice', 'citizen', { practiceId });
  await ask('take-in-charge', 'operator', { practiceId });
  await ask('add-note', 'operator', { practiceId, body: 'Da verificare' });
  const prepare = async (as: 'operator' | 'citizen', name: string | null, inReplyToId?: string): Promise<string> => {
    const document = as === 'operator' ? 'prepare-message' : 'prepare-reply';
    const { prepareMessage } = await ask(document, as, { practiceId, body: 'Buongiorno', inReplyToId }, name);
    return prepareMessage.draft.confirmationToken;
  };
  const first = { confirmationToken: await prepare('operator', 'prepare-message') };
  const { id: messageId } = (await ask('send-message', 'operator', first)).sendMessage.message;
  await ask('mark-messages-read', 'citizen', { practiceId, upToMessageId: messageId });
  const reply = { confirmationToken: await prepare('citizen', 'prepare-reply', messageId) };
  await ask('send-message', 'citizen', reply, 'send-message, citizen');
  await ask('discard-message', 'operator', { confirmationToken: await prepare('operator', null) });

  const operatorId = people['wide operator']?.id;
  await ask('assign-practice', 'administrator', { practiceId, operatorId });
  await ask('approve-practice', 'wide operator', { practiceId });
  const rejected = await file();
  await ask('submit-practice', 'citizen', { practiceId: rejected }, null);
  await ask('take-in-charge', 'operator', { practiceId: rejected }, null);
  await ask('reject-practice', 'operator', { practiceId: rejected, reason: 'Requisiti non soddisfatti.' });
  const withdrawn = await file();
  await ask('submit-practice', 'citizen', { practiceId: withdrawn }, null);
  await ask('withdraw-practice', 'citizen', { practiceId: withdrawn });

  const [failed]: { messageId: string }[] = await database.dataSource.query(
    "SELECT l.messageId FROM mails l JOIN messages m ON m.id = l.messageId WHERE l.state = 'FAILED' AND m.authorRole = 'OPERATOR'",
  );
  await ask('resend-notification', 'wide operator', { messageId: failed?.messageId });
}

async function walkThroughCatalogue(ask: AskNamed): Promise<void> {
  const { id: serviceId } = (await ask('create-service', 'administrator', NEW_SERVICE)).createService.service;
  await ask('update-service', 'administrator', { serviceId, name: 'Servizio cambiato' });
  const group = { name: 'Gruppo nuovo', description: 'Inventato.' };
  const { id: groupId } = (await ask('create-service-group', 'administrator', group)).createServiceGroup.group;
  await ask('update-service-group', 'administrator', { groupId, ordered: true });
  await ask('arrange-service-group', 'administrator', { groupId, serviceIds: [serviceId] });
  await ask('delete-service-group', 'administrator', { groupId });
  await ask('delete-service', 'administrator', { serviceId });
}

async function walkThroughAccounts({ people }: Town, ask: AskNamed): Promise<void> {
  const account = { role: 'OPERATOR', givenName: 'Nuova', familyName: 'Operatrice', email: 'nuova@uffici.example' };
  const { createUser } = await ask('create-user', 'administrator', account);
  const password = createUser.temporaryPassword;
  const { signIn } = await ask('sign-in', 'anybody', { email: account.email, password });
  people.anybody = { id: createUser.user.id, token: signIn.accessToken };
  await ask('change-password', 'anybody', { currentPassword: password, newPassword: 'una nuova parola d’ordine' });
  people.anybody = null;
  await ask('update-user', 'administrator', { userId: createUser.user.id, familyName: 'Cambiata', serviceIds: [] });
  await ask('update-profile', 'citizen', { email: 'altra@posta.example' });
}
