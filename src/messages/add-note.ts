import type { AcceptedFile } from '../attachments/accept-files.js';
import { storeAttachments } from '../attachments/store-attachments.js';
import type { Transaction } from '../database/transaction.js';
import { forbidden } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
import { findAnswered } from './find-answered.js';
import { type Message, MessageVisibility } from './message.entity.js';
import type { WriteMessageInput } from './message.input.js';
import { canAddNote } from './message.policy.js';
import { readBody } from './message-body.js';
import type { AdmittedMessage } from './prepare-message.js';
import { storeMessage } from './store-message.js';

/**
 * Writes a note for colleagues, at once, in every status but DRAFT (R7). Nothing of the practice changes with it, or a
 * citizen would see that something happened (R2). Throws NOT_FOUND, FORBIDDEN and BAD_USER_INPUT.
 */
export async function addNote(
  tx: Transaction,
  viewer: Viewer,
  input: WriteMessageInput,
  files: readonly AcceptedFile[] = [],
): Promise<Message> {
  const { practice, body, inReplyToId } = await admitNote(tx, viewer, input);
  const note = await storeMessage(tx, viewer, practice, {
    id: tx.newId(),
    visibility: MessageVisibility.INTERNAL,
    body,
    inReplyToId,
    confirmationHash: null,
  });
  await storeAttachments(tx, { messageId: note.id }, files);
  return note;
}

/** Everything that decides on a note, but for its files: asked before they are received, and again when it is stored. */
export async function admitNote(tx: Transaction, viewer: Viewer, input: WriteMessageInput): Promise<AdmittedMessage> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  if (!canAddNote(viewer, practice)) throw forbidden();
  const visibilities = [MessageVisibility.INTERNAL, MessageVisibility.PUBLIC];
  const body = readBody(input.body);
  return { practice, body, inReplyToId: await findAnswered(tx, practice, input.inReplyToId, visibilities) };
}
