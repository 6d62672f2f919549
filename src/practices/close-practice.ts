import type { Transaction } from '../database/transaction.js';
import { badInput, forbidden } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { assertMove, changeStatus } from './change-status.js';
import { lockPractice } from './lock-practice.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import type { ClosePracticeInput } from './practice.input.js';
import { tellApplicant, tellOperatorOfWithdrawal } from './practice.mail.js';
import { isInChargeOf } from './practice.policy.js';

/** Approves a practice: messages end with it, for both sides (R6). Throws NOT_FOUND, INVALID_TRANSITION and FORBIDDEN. */
export async function approvePractice(tx: Transaction, viewer: Viewer, input: ClosePracticeInput): Promise<Practice> {
  return decide(tx, viewer, input, PracticeStatus.APPROVED);
}

/** Rejects a practice, for a reason that has to be given. Throws as approvePractice does, and BAD_USER_INPUT. */
export async function rejectPractice(tx: Transaction, viewer: Viewer, input: ClosePracticeInput): Promise<Practice> {
  if (!input.reason) throw badInput('input.reason', REASON_REQUIRED);
  return decide(tx, viewer, input, PracticeStatus.REJECTED);
}

/** Takes one's own practice back before it is decided. Throws NOT_FOUND and INVALID_TRANSITION. */
export async function withdrawPractice(tx: Transaction, viewer: Viewer, input: ClosePracticeInput): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  await close(tx, viewer, practice, PracticeStatus.WITHDRAWN, input.reason);
  await tellOperatorOfWithdrawal(tx, practice);
  return practice;
}

const REASON_REQUIRED = { it: 'richiede il motivo del rigetto.', en: 'takes the reason for the rejection.' };

async function decide(
  tx: Transaction,
  viewer: Viewer,
  { practiceId, reason }: ClosePracticeInput,
  to: PracticeStatus.APPROVED | PracticeStatus.REJECTED,
): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, practiceId);
  assertMove(practice, to);
  if (!isInChargeOf(viewer, practice)) throw forbidden(ONLY_IN_CHARGE);
  await close(tx, viewer, practice, to, reason);
  await tellApplicant(tx, practice, to === PracticeStatus.APPROVED ? 'approved' : 'rejected');
  return practice;
}

const ONLY_IN_CHARGE = {
  it: 'Decide solo l’operatore che ha in carico la pratica: per farlo se la faccia assegnare (assignPractice).',
  en: 'Only the operator in charge decides: to do so have the practice assigned to you (assignPractice).',
};

async function close(
  tx: Transaction,
  viewer: Viewer,
  practice: Practice,
  to: PracticeStatus,
  reason: string | null | undefined,
): Promise<Practice> {
  assertMove(practice, to);
  practice.outcomeReason = reason ?? null;
  await changeStatus(tx, practice, to, viewer, reason ?? null);
  return practice;
}
