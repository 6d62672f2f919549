import type { Transaction } from '../database/transaction.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { countMove } from './count-practices.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import { reportStatusChange } from './practice.webhook.js';
import { StatusChange } from './status-change.entity.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

/** Every move there is. */
const MOVES: Readonly<Record<PracticeStatus, readonly PracticeStatus[]>> = {
  [DRAFT]: [SUBMITTED],
  [SUBMITTED]: [REGISTERED, WITHDRAWN],
  [REGISTERED]: [UNDER_REVIEW, WITHDRAWN],
  [UNDER_REVIEW]: [APPROVED, REJECTED, WITHDRAWN],
  [APPROVED]: [],
  [REJECTED]: [],
  [WITHDRAWN]: [],
};

/** What a practice keeps of having reached a status. */
const REACHED_AT: Partial<Record<PracticeStatus, 'submittedAt' | 'takenInChargeAt' | 'closedAt'>> = {
  [SUBMITTED]: 'submittedAt',
  [UNDER_REVIEW]: 'takenInChargeAt',
  [APPROVED]: 'closedAt',
  [REJECTED]: 'closedAt',
  [WITHDRAWN]: 'closedAt',
};

/** Refuses with INVALID_TRANSITION a move that there is not. */
export function assertMove({ status }: Practice, to: PracticeStatus): void {
  if (MOVES[status].includes(to)) return;
  throw new Refusal(
    ErrorCode.INVALID_TRANSITION,
    {
      it: `Lo stato della pratica non lo consente: da ${status} non si passa a ${to}.`,
      en: `The status of the practice does not allow this: there is no way from ${status} to ${to}.`,
    },
    { from: status, to },
  );
}

/**
 * Moves a locked practice on, and writes the row of its history, of which other systems are told. That happens now, or at
 * the instant of the last change if that looks later: a message that was sent before the decision is not dated after it
 * (R6), whatever the clocks of two processes say. Throws INVALID_TRANSITION.
 */
export async function changeStatus(
  tx: Transaction,
  practice: Practice,
  to: PracticeStatus,
  viewer: Viewer,
  note: string | null = null,
): Promise<void> {
  assertMove(practice, to);
  const at = new Date(Math.max(tx.now().getTime(), practice.updatedAt.getTime()));
  const reachedAt = REACHED_AT[to];
  const change = { id: tx.newId(at), practiceId: practice.id, from: practice.status, to, at, actorId: viewer.id, note };
  practice.status = to;
  practice.updatedAt = at;
  if (reachedAt) practice[reachedAt] = at;
  await tx.manager.save(practice);
  await tx.insertAll(StatusChange, [change]);
  await countMove(tx, practice, change.from, to);
  await reportStatusChange(tx, practice, change);
}
