import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { localeOf } from '../locale.js';
import { singleAddress } from '../mail/mail-address.js';
import type { UpdateProfileInput } from './user.input.js';
import { UserProfile } from './user-profile.entity.js';
import { storeWords } from './user-words.js';

/**
 * Changes how the viewer can be reached, and in which language: nothing else of a profile is theirs to change, and no
 * sign-in changes this (R22). What is cleared falls back to what the identity provider gives; of the staff, to the address
 * that they sign in with.
 */
export async function updateProfile(
  tx: Transaction,
  viewer: Viewer,
  { email, phone, locale }: UpdateProfileInput,
): Promise<UserProfile> {
  const user = await tx.lock(UserProfile, viewer.id);
  if (!user) throw new Error('The viewer has no profile');
  if (email !== undefined) user.email = email === null ? user.login : singleAddress(email);
  if (phone !== undefined) user.phone = phone?.trim() ?? null;
  if (locale !== undefined) user.locale = localeOf(locale);
  await tx.manager.save(user);
  await storeWords(tx, user);
  return user;
}
