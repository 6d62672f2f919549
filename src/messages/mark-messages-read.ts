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
 * sets its readAt. Throws NOT_FOUND.
 */
export async function markMessagesRead(
  tx: Transaction,
  viewer: Viewer,
  input: MarkMessagesReadInput,
): Promise<Practice> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  const upTo = isId(input.upToMessageId) && (await findVisible(tx, viewer, practice, input.upToMessageId));
  if (!upTo) throw notFound();
  await tx.manager.update(
    Message,
    {
      practiceId: practice.id,
      visibility: MessageVisibility.PUBLIC,
      authorRole: In(otherParty(viewer)),
      createdAt: LessThanOrEqual(upTo.createdAt),
      readAt: IsNull(),
    },
    { readAt: tx.now() },
  );
  const key = { practiceId: practice.id, userId: viewer.id };
  const mark = await tx.manager.findOneBy(ReadMark, key);
  if (!mark || mark.readUpTo < upTo.createdAt) await tx.manager.save(ReadMark, { ...key, readUpTo: upTo.createdAt });
  return practice;
}

const findVisible = (tx: Transaction, viewer: Viewer, practice: Practice, id: string): Promise<Message | null> =>
  tx.manager.findOneBy(Message, {
    id,
    practiceId: practice.id,
    ...(!seesNotes(viewer) && { visibility: MessageVisibility.PUBLIC }),
  });
