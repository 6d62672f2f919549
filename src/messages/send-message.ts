import { Attachment } from '../attachments/attachment.entity.js';
import type { Transaction } from '../database/transaction.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
import { Practice } from '../practices/practice.entity.js';
import { hashToken } from './confirmation-token.js';
import { Message, MessageVisibility } from './message.entity.js';
import { mailMessage } from './message.mail.js';
import { assertCanSend } from './message.policy.js';
import { reportMessage } from './message.webhook.js';
import { StoredMessageDraft } from './message-draft.entity.js';
import { storeMessage } from './store-message.js';

/**
 * Sends exactly what was prepared (R10). The same token again, or twice at the same instant, answers the same message and
 * sends no second mail. Throws CONFIRMATION_INVALID, and what stands in the way as prepareMessage does (R5, R6, R8).
 */
export async function sendMessage(tx: Transaction, viewer: Viewer, token: string): Promise<Message> {
  const own = { confirmationHash: hashToken(token), authorId: viewer.id };
  // The draft is locked before the practice, and nobody has one of a draft the other way round. Whoever sends or discards
  // it at the same instant waits here, and then there is none.
  const draft = await tx.lockBy(StoredMessageDraft, own);
  if (!draft) return sentBefore(tx, viewer, own);
  const practice = await lockPractice(tx, viewer, draft.practiceId);
  if (draft.expiresAt < tx.now()) throw confirmationInvalid();
  assertCanSend(viewer, practice, tx.settings);

  const { id, body, inReplyToId, confirmationHash } = draft;
  const written = { id, body, inReplyToId, confirmationHash, visibility: MessageVisibility.PUBLIC };
  const message = await storeMessage(tx, viewer, practice, written);
  await noteWriting(tx, practice, message);
  const attachments = await tx.findAll(Attachment, { draftId: id }, 'position');
  if (attachments.length > 0) await tx.update(Attachment, { draftId: id }, { draftId: null, messageId: id });
  await tx.remove(StoredMessageDraft, { id });
  await mailMessage(tx, practice, { id, body, authorRole: message.authorRole, attachments });
  await reportMessage(tx, message);
  return message;
}

/** The same token again answers the same message, as long as its practice can be seen. */
async function sentBefore(tx: Transaction, viewer: Viewer, own: Partial<Message>): Promise<Message> {
  const sent = await tx.find(Message, own);
  if (!sent) throw confirmationInvalid();
  await lockPractice(tx, viewer, sent.practiceId);
  return sent;
}

/** Notes on a locked practice that somebody has just written: whose turn it is, and what is unread, follow from it. */
async function noteWriting(tx: Transaction, practice: Practice, { authorRole, createdAt }: Message): Promise<void> {
  const wroteAt = authorRole === Role.CITIZEN ? 'citizenWroteAt' : 'operatorWroteAt';
  const changes = { [wroteAt]: createdAt, updatedAt: createdAt };
  await tx.update(Practice, { id: practice.id }, changes);
  Object.assign(practice, changes);
}

/** The token of a message to confirm is unknown, expired or somebody else's. */
export const confirmationInvalid = (): Refusal =>
  new Refusal(ErrorCode.CONFIRMATION_INVALID, {
    it: 'La conferma non è valida o è scaduta: prepari di nuovo il messaggio.',
    en: 'The confirmation is not valid or has expired: prepare the message again.',
  });
