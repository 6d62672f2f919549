import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { nextNumber } from '../registry/next-number.js';
import { assertAvailable } from '../services/availability.js';
import { findService } from '../services/find-service.js';
import { assertMove, changeStatus } from './change-status.js';
import { recordAuthentication } from './create-practice.js';
import { fileInGroup } from './file-in-group.js';
import { lockPractice } from './lock-practice.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import { tellApplicant } from './practice.mail.js';

/**
 * Files a draft. The built-in registry gives the protocol number at once, so the practice passes SUBMITTED and is
 * REGISTERED. Throws NOT_FOUND, INVALID_TRANSITION, SERVICE_NOT_AVAILABLE (R21) and PREREQUISITE_MISSING (R17).
 */
export async function submitPractice(tx: Transaction, viewer: Viewer, practiceId: string): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, practiceId);
  assertMove(practice, PracticeStatus.SUBMITTED);
  const service = await findService(tx, practice.serviceId);
  if (!service) throw new Error('A practice has lost its service');
  assertAvailable(service, tx.now());
  await fileInGroup(tx, practice);

  recordAuthentication(practice, viewer.authentication);
  await changeStatus(tx, practice, PracticeStatus.SUBMITTED, viewer);
  practice.protocolNumber = await nextNumber(tx, 'PROTOCOL');
  await changeStatus(tx, practice, PracticeStatus.REGISTERED, viewer);
  await tellApplicant(tx, practice, 'registered');
  return practice;
}
