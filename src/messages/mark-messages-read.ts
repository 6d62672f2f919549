import { In, IsNull, LessThanOrEqual } from 'typeorm';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
import type { Practice } from '../practices/practice.entity.js';
import { Message, MessageVisibility } from './message.entity.js';
import type { MarkMessagesReadInput } from './message.input.js';
import { seesNotes } from './message.policy.js';
import { ReadMark } from './read-mark.entity.js';

/** Whose messages are the other party's. */
export const otherParty = (viewer: Viewer): Role[] => (viewer.isCitizen ? [Role.OPERATOR, Role.ADMIN] : [Role.CITIZEN]);

/**
 * Marks the messages of the other party as read by the viewer, up to one of the timeline. The first to read a message
 * sets its readAt. What is read up to is a message: a note can look later than a message that is still to come, because
 * messages pay no heed to notes (R2), and that message will not have been read. Throws NOT_FOUND.
 */
export async function markMessagesRead(
  tx: Transaction,
  viewer: Viewer,
  input: MarkMessagesReadInput,
): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  const upTo = isId(input.upToMessageId) && (await findVisible(tx, viewer, practice, input.upToMessageId));
  if (!upTo) throw notFound();
  const newest = await findNewestMessage(tx, practice, upTo.createdAt);
  if (!newest) return practice;
  const readUpTo = newest.createdAt;
  await tx.manager.update(
    Message,
    {
      practiceId: practice.id,
      visibility: MessageVisibility.PUBLIC,
      authorRole: In(otherParty(viewer)),
      createdAt: LessThanOrEqual(readUpTo),
      readAt: IsNull(),
    },
    { readAt: tx.now() },
  );
  const key = { practiceId: practice.id, userId: viewer.id };
  const mark = await tx.manager.findOneBy(ReadMark, key);
  if (!mark || mark.readUpTo < readUpTo) await tx.manager.save(ReadMark, { ...key, readUpTo });
  return practice;
}

const findVisible = (tx: Transaction, viewer: Viewer, practice: Practice, id: string): Promise<Message | null> =>
  tx.manager.findOneBy(Message, {
    id,
    practiceId: practice.id,
    ...(!seesNotes(viewer) && { visibility: MessageVisibility.PUBLIC }),
  });

const findNewestMessage = (tx: Transaction, { id }: Practice, until: Date): Promise<Message | null> =>
  tx.manager.findOne(Message, {
    where: { practiceId: id, visibility: MessageVisibility.PUBLIC, createdAt: LessThanOrEqual(until) },
    order: { createdAt: 'DESC' },
  });
