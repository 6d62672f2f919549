import { In } from 'typeorm';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import type { Practice } from '../practices/practice.entity.js';
import { Message, type MessageVisibility } from './message.entity.js';

/**
 * The message that is being answered, if any: one of the same practice, of a visibility that the answer's readers can
 * see, so that an answer never tells of a note (R1, R2). Throws NOT_FOUND.
 */
export async function findAnswered(
  tx: Transaction,
  practice: Practice,
  id: string | null | undefined,
  visibilities: MessageVisibility[],
): Promise<string | null> {
  if (id == null) return null;
  const where = { id, practiceId: practice.id, visibility: In(visibilities) };
  if (!isId(id) || !(await tx.manager.existsBy(Message, where))) throw notFound();
  return id;
}
