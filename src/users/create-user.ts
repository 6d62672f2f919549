import type { Transaction } from '../database/transaction.js';
import { badInput, conflict } from '../graphql/errors.js';
import { searchable } from '../graphql/search.js';
import { Role } from '../identity/role.js';
import { enableServices } from './enable-services.js';
import type { CreateUserInput } from './user.input.js';
import { UserProfile } from './user-profile.entity.js';
import { storeWords } from './user-words.js';

/**
 * Adds an operator or administrator. `passwordHash` is of a password that somebody else knows: it has to be changed at the
 * first sign-in. Throws BAD_USER_INPUT, and CONFLICT when the address belongs to another account of the staff.
 */
export async function createUser(tx: Transaction, input: CreateUserInput, passwordHash: string): Promise<UserProfile> {
  if (input.role === Role.CITIZEN) throw badInput('input.role', STAFF_ONLY);
  const user = await storeStaff(tx, input, passwordHash, true);
  await enableServices(tx, user, input.serviceIds ?? []);
  return user;
}

const STAFF_ONLY = {
  it: 'richiede OPERATOR o ADMIN: i cittadini si registrano con il primo accesso.',
  en: 'takes OPERATOR or ADMIN: citizens are added by their first sign-in.',
};

/** Stores an account of the staff. Throws CONFLICT when its address is taken. */
export async function storeStaff(
  tx: Transaction,
  { role, givenName, familyName, email }: Pick<CreateUserInput, 'role' | 'givenName' | 'familyName' | 'email'>,
  passwordHash: string,
  mustChangePassword: boolean,
): Promise<UserProfile> {
  const login = email.trim().toLowerCase();
  await assertLoginFree(tx, login);
  const createdAt = tx.now();
  const user = Object.assign(new UserProfile(), {
    id: tx.newId(createdAt),
    role,
    givenName,
    familyName,
    email: email.trim(),
    phone: null,
    providedEmail: null,
    providedPhone: null,
    locale: 'it',
    fiscalCode: null,
    domicile: null,
    spidCode: null,
    birthDate: null,
    birthPlace: null,
    active: true,
    login,
    passwordHash,
    mustChangePassword,
    tokenVersion: 0,
    identifiedAt: null,
    searchText: searchable(givenName, familyName),
    createdAt,
  });
  await tx.insert(user);
  await storeWords(tx, user);
  return user;
}

/** Throws CONFLICT when another account signs in with the address. */
export async function assertLoginFree(tx: Transaction, login: string, besides?: string): Promise<void> {
  const taken = await tx.manager.findOneBy(UserProfile, { login });
  if (!taken || taken.id === besides) return;
  throw conflict({
    it: 'L’indirizzo e-mail appartiene già a un altro utente.',
    en: 'The e-mail address already belongs to another user.',
  });
}
