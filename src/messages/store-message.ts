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
  const message = Object.assign(new Message(), written, {
    practiceId: practice.id,
    authorId: viewer.id,
    authorRole: viewer.isCitizen ? Role.CITIZEN : Role.OPERATOR,
    createdAt: await nextInstant(tx, practice, written.visibility),
    readAt: null,
  });
  return tx.insert(message);
}

/**
 * Now, or right after the newest message, and never before the practice's last change: a timeline is read on from an
 * instant, so what is stored later must not look as early as what was read already, even when the clocks of two processes
 * differ. A message pays no heed to notes: not even its instant may tell of one (R2).
 */
async function nextInstant(tx: Transaction, { id, updatedAt }: Practice, visibility: MessageVisibility): Promise<Date> {
  const newest = await tx.manager.findOne(Message, {
    select: { id: true, createdAt: true },
    where: { practiceId: id, ...(visibility === MessageVisibility.PUBLIC && { visibility }) },
    order: { createdAt: 'DESC' },
  });
  return new Date(Math.max(tx.now().getTime(), updatedAt.getTime(), newest ? newest.createdAt.getTime() + 1 : 0));
}
