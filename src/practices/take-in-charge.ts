import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { assertMove, changeStatus } from './change-status.js';
import { lockPractice } from './lock-practice.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import { tellApplicant } from './practice.mail.js';

/**
 * Takes a registered practice in charge: from here on applicant and operator can exchange messages (R5). Throws
 * NOT_FOUND and INVALID_TRANSITION.
 */
export async function takeInCharge(tx: Transaction, viewer: Viewer, practiceId: string): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, practiceId);
  return putInCharge(tx, viewer, practice, viewer.id);
}

/** Puts an operator in charge of a registered practice, and tells the applicant that it is being looked at. */
export async function putInCharge(
  tx: Transaction,
  viewer: Viewer,
  practice: Practice,
  operatorId: string,
): Promise<Practice> {
  assertMove(practice, PracticeStatus.UNDER_REVIEW);
  practice.operatorId = operatorId;
  await changeStatus(tx, practice, PracticeStatus.UNDER_REVIEW, viewer);
  await tellApplicant(tx, practice, 'takenInCharge');
  return practice;
}
