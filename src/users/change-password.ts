import type { Transaction } from '../database/transaction.js';
import { badInput } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { UserProfile } from './user-profile.entity.js';

/**
 * Replaces the password that the viewer gave as the current one, and ends every session that was opened before.
 * `currentHash` is what that password was checked against: a change that came in between is a wrong password.
 */
export async function changePassword(
  tx: Transaction,
  viewer: Viewer,
  currentHash: string,
  newHash: string,
): Promise<UserProfile> {
  const user = await tx.lock(UserProfile, viewer.id);
  if (user?.passwordHash !== currentHash) throw wrongPassword();
  user.passwordHash = newHash;
  user.mustChangePassword = false;
  user.tokenVersion += 1;
  return tx.manager.save(user);
}

/** The current password is not the one that was given. */
export const wrongPassword = () =>
  badInput('input.currentPassword', {
    it: 'non è la password attuale.',
    en: 'is not the current password.',
  });
