import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { Practice } from './practice.entity.js';
import { canSee } from './practice.policy.js';

/**
 * Locks a practice for a viewer who may see it. Everything that changes a practice, or what hangs on it, comes through
 * here first, so that a decision and a message that race have one order (R6). Throws NOT_FOUND.
 */
export async function lockPractice(tx: Transaction, viewer: Viewer, practiceId: string): Promise<Practice> {
  const practice = await tx.lock(Practice, practiceId);
  if (!practice || !canSee(viewer, practice)) throw notFound();
  return practice;
}
