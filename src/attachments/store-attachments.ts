import type { Transaction } from '../database/transaction.js';
import type { AcceptedFile } from './accept-files.js';
import { Attachment } from './attachment.entity.js';

/** What attachments hang on: a message or note, or a draft of one. */
export type AttachmentOwner = { messageId: string } | { draftId: string };

/** Stores the rows of files that are kept already, in their order. */
export async function storeAttachments(
  tx: Transaction,
  owner: AttachmentOwner,
  files: readonly AcceptedFile[],
): Promise<void> {
  const createdAt = tx.now();
  const rows = files.map((file, position) => ({
    messageId: null,
    draftId: null,
    ...owner,
    ...file,
    position,
    createdAt,
  }));
  await tx.insertAll(Attachment, rows);
}
