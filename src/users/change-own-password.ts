import type { Context } from '../context.js';
import { badInput } from '../graphql/errors.js';
import { assertMayTry } from '../identity/assert-may-try.js';
import { hashPassword, passwordProblem, verifyPassword } from '../identity/password.js';
import { changePassword, wrongPassword } from './change-password.js';
import type { ChangePasswordInput } from './user.input.js';
import type { UserProfile } from './user-profile.entity.js';

/**
 * Checks the viewer's current password and puts a new one in its place. The hashing is done outside of the transaction,
 * because it takes longer than anybody should hold a row. Throws BAD_USER_INPUT and RATE_LIMITED.
 */
export async function changeOwnPassword(context: Context, input: ChangePasswordInput): Promise<UserProfile> {
  const { database, viewer, signInThrottle, client } = context;
  const clientAddress = client.ip;
  const problem = passwordProblem(input.newPassword);
  if (problem) throw badInput('input.newPassword', problem);
  if (input.newPassword === input.currentPassword) throw badInput('input.newPassword', SAME);

  const [account] = await database.rows<{ login: string; passwordHash: string }>(
    'SELECT login, passwordHash FROM users WHERE id = ?',
    [viewer.id],
  );
  if (!account) throw new Error('The viewer has no account');
  assertMayTry(signInThrottle, account.login, clientAddress);
  if (!(await verifyPassword(input.currentPassword, account.passwordHash))) throw wrongPassword();
  signInThrottle.succeeded(account.login, clientAddress);

  const newHash = await hashPassword(input.newPassword);
  return database.transaction((tx) => changePassword(tx, viewer, account.passwordHash, newHash));
}

const SAME = {
  it: 'richiede una password diversa da quella attuale.',
  en: 'takes a password that differs from the current one.',
};
