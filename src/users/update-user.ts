import type { Transaction } from '../database/transaction.js';
import { badInput, conflict, notFound } from '../graphql/errors.js';
import { refuseNull } from '../graphql/required.js';
import { searchable } from '../graphql/search.js';
import { Role } from '../identity/role.js';
import { assertLoginFree } from './create-user.js';
import { enableServices } from './enable-services.js';
import type { UpdateUserInput } from './user.input.js';
import { UserProfile } from './user-profile.entity.js';
import { storeWords } from './user-words.js';

/**
 * Changes a user. What the identity provider or the person says of a citizen is theirs: of citizens an administrator
 * changes only whether they are let in. Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT.
 */
export async function updateUser(tx: Transaction, input: UpdateUserInput): Promise<UserProfile> {
  refuseNull(input, 'givenName', 'familyName', 'email', 'active', 'serviceIds');
  const user = await tx.lock(UserProfile, input.userId);
  if (!user) throw notFound();
  if (user.role === Role.CITIZEN) assertOnlyActive(input);

  // The address for mails can be one that the person chose: only a new one from here changes what they sign in with.
  const email = input.email?.trim() ?? user.email;
  const login = input.email?.trim().toLowerCase() ?? user.login;
  if (login !== null && login !== user.login) await assertLoginFree(tx, login, user.id);
  if (input.active === false && user.active) await assertNotLastAdministrator(tx, user);

  user.tokenVersion += input.active === false ? 1 : 0;
  user.active = input.active ?? user.active;
  user.givenName = input.givenName ?? user.givenName;
  user.familyName = input.familyName ?? user.familyName;
  Object.assign(user, { email, login, searchText: searchable(user.givenName, user.familyName) });
  await tx.manager.save(user);
  await storeWords(tx, user);
  if (input.serviceIds) await enableServices(tx, user, input.serviceIds);
  return user;
}

function assertOnlyActive(input: UpdateUserInput): void {
  for (const name of ['givenName', 'familyName', 'email', 'serviceIds'] as const) {
    if (input[name] !== undefined) throw badInput(`input.${name}`, OWN_DATA);
  }
}

const OWN_DATA = {
  it: 'non si modifica per un cittadino: sono dati suoi o del gestore dell’identità.',
  en: "cannot be changed for a citizen: it is theirs, or their identity provider's.",
};

/** All administrators are locked, in one order, so that two of them cannot deactivate each other at the same instant. */
async function assertNotLastAdministrator(tx: Transaction, user: UserProfile): Promise<void> {
  if (user.role !== Role.ADMIN) return;
  const administrators = await tx.manager.find(UserProfile, {
    where: { role: Role.ADMIN },
    order: { id: 'ASC' },
    ...tx.lockingRows,
  });
  if (administrators.some(({ id, active }) => active && id !== user.id)) return;
  throw conflict({
    it: 'È l’ultimo amministratore attivo: non si può disattivare.',
    en: 'This is the last active administrator and cannot be deactivated.',
  });
}
