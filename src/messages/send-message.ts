import { Attachment } from '../attachments/attachment.entity.js';
import type { Transaction } from '../database/transaction.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
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
  const known = (await tx.manager.findOneBy(StoredMessageDraft, own)) ?? (await tx.manager.findOneBy(Message, own));
  if (!known) throw confirmationInvalid();

  const practice = await lockPractice(tx, viewer, known.practiceId);
  const sent = await tx.manager.findOneBy(Message, own);
  if (sent) return sent;
  // Who discards it at the same instant does not lock the practice: whichever locks the draft first has it.
  const draft = await tx.manager.findOne(StoredMessageDraft, { where: own, ...tx.lockingRows });
  if (!draft || draft.expiresAt < tx.now()) throw confirmationInvalid();
  assertCanSend(viewer, practice, tx.settings);

  const { id, body, inReplyToId, confirmationHash } = draft;
  const written = { id, body, inReplyToId, confirmationHash, visibility: MessageVisibility.PUBLIC };
  const message = await storeMessage(tx, viewer, practice, written);
  practice[message.authorRole === Role.CITIZEN ? 'citizenWroteAt' : 'operatorWroteAt'] = message.createdAt;
  practice.updatedAt = message.createdAt;
  await tx.manager.save(practice);
  await tx.manager.update(Attachment, { draftId: id }, { draftId: null, messageId: id });
  await tx.manager.delete(StoredMessageDraft, { id });
  await mailMessage(tx, practice, message);
  await reportMessage(tx, message);
  return message;
}

/** The token of a message to confirm is unknown, expired or somebody else's. */
export const confirmationInvalid = (): Refusal =>
  new Refusal(ErrorCode.CONFIRMATION_INVALID, {
    it: 'La conferma non è valida o è scaduta: prepari di nuovo il messaggio.',
    en: 'The confirmation is not valid or has expired: prepare the message again.',
  });
