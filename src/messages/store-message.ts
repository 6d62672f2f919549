import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import type { Practice } from '../practices/practice.entity.js';
import { Message, MessageVisibility } from './message.entity.js';

/** What differs between a message and a note. */
type Written = Pick<Message, 'id' | 'visibility' | 'body' | 'inReplyToId' | 'confirmationHash'>;

/** Puts a message or a note at the end of a locked practice's timeline. */
export async function storeMessage(
  tx: Transaction,
  viewer: Viewer,
  practice: Practice,
  written: Written,
): Promise<Message> {
  const isNote = written.visibility === MessageVisibility.INTERNAL;
  const message = Object.assign(new Message(), written, {
    practiceId: practice.id,
    authorId: viewer.id,
    authorRole: viewer.isCitizen ? Role.CITIZEN : Role.OPERATOR,
    createdAt: nextInstant(tx, practice, isNote ? await findNewestNote(tx, practice) : null),
    readAt: null,
  });
  return tx.insert(message);
}

/**
 * Now, or right after the newest message, and never before the practice's last change: a timeline is read on from an
 * instant, so what is stored later must not look as early as what was read already, even when the clocks of two processes
 * differ. A message pays no heed to notes: not even its instant may tell of one (R2).
 */
function nextInstant(
  tx: Transaction,
  { updatedAt, citizenWroteAt, operatorWroteAt }: Practice,
  newestNote: Date | null,
): Date {
  const newest = Math.max(...[citizenWroteAt, operatorWroteAt, newestNote].map((instant) => instant?.getTime() ?? 0));
  return new Date(Math.max(tx.now().getTime(), updatedAt.getTime(), newest + 1));
}

const findNewestNote = async (tx: Transaction, { id }: Practice): Promise<Date | null> => {
  const newest = await tx.manager.findOne(Message, {
    select: { id: true, createdAt: true },
    where: { practiceId: id, visibility: MessageVisibility.INTERNAL },
    order: { createdAt: 'DESC' },
  });
  return newest?.createdAt ?? null;
};
