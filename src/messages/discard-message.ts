import { Attachment } from '../attachments/attachment.entity.js';
import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { hashToken } from './confirmation-token.js';
import { Message } from './message.entity.js';
import { StoredMessageDraft } from './message-draft.entity.js';
import { confirmationInvalid } from './send-message.js';

/** What became of a prepared message: whether it was thrown away, and the attachments whose files are to go with it. */
export interface Discarded {
  discarded: boolean;
  attachmentIds: string[];
}

/** Throws a prepared message away, unless it has been sent already. Throws CONFIRMATION_INVALID. */
export async function discardMessage(tx: Transaction, viewer: Viewer, token: string): Promise<Discarded> {
  const own = { confirmationHash: hashToken(token), authorId: viewer.id };
  const draft = await tx.lockBy(StoredMessageDraft, own);
  if (draft) {
    const attachmentIds = (await tx.findAll(Attachment, { draftId: draft.id }, 'position')).map(({ id }) => id);
    await tx.remove(Attachment, { draftId: draft.id });
    await tx.remove(StoredMessageDraft, { id: draft.id });
    return { discarded: true, attachmentIds };
  }
  if (await tx.exists(Message, own)) return { discarded: false, attachmentIds: [] };
  throw confirmationInvalid();
}
