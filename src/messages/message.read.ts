import { registerRefused } from '../access/registered.js';
import { attachmentModel, readAttachments } from '../attachments/attachment.read.js';
import type { Context } from '../context.js';
import { isId } from '../database/ids.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import { type Condition, whereAll } from '../graphql/search.js';
import type { Selection } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { seenBy } from '../practices/practice.policy.js';
import { practiceModel } from '../practices/practice.read.js';
import { actorModel } from '../users/user-profile.read.js';
import { Message, MessageVisibility } from './message.entity.js';
import { seesNotes } from './message.policy.js';
import { readNotifications } from './notification.read.js';

const { columns, loaded, one } = sources<Message>();

/** How messages and notes are read. */
export const messageModel: ReadModel = new ReadModel(
  Message,
  {
    ...columns('id', 'visibility', 'body', 'createdAt', 'readAt'),
    practice: one('practiceId', () => practiceModel),
    // A citizen can write only on practices filed with SPID, so what SPID certifies of such an author is opened to the staff (R22).
    author: one('authorId', () => actorModel, {
      columns: ['authorRole'],
      grant: ({ authorRole }, { viewer }) => viewer.isStaff && authorRole === Role.CITIZEN,
    }),
    inReplyTo: one('inReplyToId', () => messageModel),
    attachments: loaded('id', [], (context, selection, ids) => readAttachments(context, selection, 'messageId', ids), {
      joined: { model: () => attachmentModel, by: 'messageId', order: 'position' },
    }),
    notification: loaded('id', null, (context, _selection, ids) => readNotifications(context, ids)),
  },
  { opens: { fields: ['body', 'practice', 'inReplyTo', 'attachments'], practice: 'practiceId' } },
);

/** Holds for what the viewer may read of the timeline of a practice that they may see: notes are for the staff (R2). */
export const readable = (context: Context): Condition[] =>
  seesNotes(context.viewer) ? [] : [{ sql: 't.visibility = ?', parameters: [MessageVisibility.PUBLIC] }];

/** A message that the viewer may read, or null. */
export async function readMessage(context: Context, selection: Selection, id: string): Promise<Message | null> {
  if (!isId(id)) return null;
  const { sql, parameters } = whereAll([
    { sql: 't.id = ?', parameters: [id] },
    ...readable(context),
    seenBy(context.viewer, 'p'),
  ]);
  const joins = 'JOIN practices p ON p.id = t.practiceId';
  const message = await messageModel.readOne<Message>(context, selection, { clause: sql, parameters, joins });
  if (!message && context.viewer.isStaff) await registerRefused(context, (await findPracticeOf(context, id)) ?? '');
  return message;
}

/** The practice of a message, whoever asks; null for an id that no message has. */
export async function findPracticeOf({ database }: Context, messageId: string): Promise<string | null> {
  const [row] = await database.rows<{ practiceId: string }>('SELECT practiceId FROM messages WHERE id = ?', [
    messageId,
  ]);
  return row?.practiceId ?? null;
}

/** Every message that the viewer may read, of all practices that they may see: by practice, oldest first. */
export function readMessages(context: Context, selection: Selection): Promise<Message[]> {
  const { sql, parameters } = whereAll([...readable(context), seenBy(context.viewer, 'p')]);
  return messageModel.read<Message>(context, selection, {
    joins: 'JOIN practices p ON p.id = t.practiceId',
    clause: `${sql} ORDER BY t.practiceId, t.createdAt, t.id`,
    parameters,
    also: ['practiceId'],
    joinsList: true,
  });
}
