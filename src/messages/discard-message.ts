import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { hashToken } from './confirmation-token.js';
import { Message } from './message.entity.js';
import { StoredMessageDraft } from './message-draft.entity.js';
import { confirmationInvalid } from './send-message.js';

/** Throws a prepared message away: true, or false when it has been sent already. Throws CONFIRMATION_INVALID. */
export async function discardMessage(tx: Transaction, viewer: Viewer, token: string): Promise<boolean> {
  const own = { confirmationHash: hashToken(token), authorId: viewer.id };
  const { affected } = await tx.manager.delete(StoredMessageDraft, own);
  if (affected) return true;
  if (await tx.manager.existsBy(Message, own)) return false;
  throw confirmationInvalid();
}
