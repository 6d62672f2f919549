import type { Transaction } from '../database/transaction.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from './lock-practice.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import type { UpdatePracticeInput } from './practice.input.js';

/** Replaces the answers of a draft. Throws NOT_FOUND, and INVALID_TRANSITION once it is filed. */
export async function updatePractice(tx: Transaction, viewer: Viewer, input: UpdatePracticeInput): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  if (practice.status !== PracticeStatus.DRAFT) throw alreadyFiled(practice);
  practice.data = input.data;
  practice.updatedAt = tx.now();
  return tx.manager.save(practice);
}

const alreadyFiled = ({ status }: Practice) =>
  new Refusal(
    ErrorCode.INVALID_TRANSITION,
    {
      it: 'La pratica è già stata inviata: i suoi dati non si modificano più.',
      en: 'The practice has been filed: its answers can no longer be changed.',
    },
    { from: status, to: PracticeStatus.DRAFT },
  );
