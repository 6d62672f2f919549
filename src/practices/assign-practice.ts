import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { badInput } from '../graphql/errors.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { OperatorService } from '../users/operator-service.entity.js';
import { UserProfile } from '../users/user-profile.entity.js';
import { assertMove } from './change-status.js';
import { lockPractice } from './lock-practice.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import type { AssignPracticeInput } from './practice.input.js';
import { putInCharge } from './take-in-charge.js';

/**
 * Puts an operator in charge: of a practice that nobody has, as if they had taken it, or in place of a colleague, which
 * keeps the window for messages open (R5). Throws NOT_FOUND, BAD_USER_INPUT and INVALID_TRANSITION.
 */
export async function assignPractice(tx: Transaction, viewer: Viewer, input: AssignPracticeInput): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  const isReassignment = practice.status === PracticeStatus.UNDER_REVIEW;
  if (!isReassignment) assertMove(practice, PracticeStatus.UNDER_REVIEW);
  if (!(await handles(tx, input.operatorId, practice.serviceId))) throw badInput('input.operatorId', NOT_ENABLED);
  if (!isReassignment) return putInCharge(tx, viewer, practice, input.operatorId);
  practice.operatorId = input.operatorId;
  return tx.manager.save(practice);
}

const NOT_ENABLED = {
  it: 'richiede un operatore attivo e abilitato per il servizio della pratica.',
  en: 'takes an active operator who is enabled for the service of the practice.',
};

/** Whether somebody is an active operator of a service, in the database's eyes and until the transaction ends. */
async function handles(tx: Transaction, userId: string, serviceId: string): Promise<boolean> {
  if (!isId(userId)) return false;
  const operator = await tx.manager.findOneBy(UserProfile, { id: userId, role: Role.OPERATOR, active: true });
  return operator !== null && (await tx.manager.existsBy(OperatorService, { userId, serviceId }));
}
