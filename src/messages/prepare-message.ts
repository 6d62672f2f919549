import type { AcceptedFile } from '../attachments/accept-files.js';
import { storeAttachments } from '../attachments/store-attachments.js';
import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
import type { Practice } from '../practices/practice.entity.js';
import { CONFIRMATION_LIFETIME, hashToken, newConfirmationToken } from './confirmation-token.js';
import { findAnswered } from './find-answered.js';
import { MessageVisibility } from './message.entity.js';
import type { WriteMessageInput } from './message.input.js';
import { messageMails } from './message.mail.js';
import { assertCanSend } from './message.policy.js';
import { readBody } from './message-body.js';
import { StoredMessageDraft } from './message-draft.entity.js';

/** What an author is shown before confirming. */
export interface PreparedMessage {
  id: string;
  confirmationToken: string;
  expiresAt: Date;
  practiceId: string;
  body: string;
  recipients: string[];
  emailSubject: string;
  emailPreview: string;
}

/**
 * Prepares a message: nothing is sent and nobody else can see it; the answer is what would be sent, and to whom (R10).
 * Throws NOT_FOUND, BAD_USER_INPUT, and what stands in the way as sendMessage does.
 */
export async function prepareMessage(
  tx: Transaction,
  viewer: Viewer,
  input: WriteMessageInput,
  files: readonly AcceptedFile[] = [],
): Promise<PreparedMessage> {
  const { practice, body, inReplyToId } = await admitMessage(tx, viewer, input);
  const confirmationToken = newConfirmationToken();
  const createdAt = tx.now();
  const expiresAt = new Date(createdAt.getTime() + CONFIRMATION_LIFETIME);
  const draft: StoredMessageDraft = {
    id: tx.newId(createdAt),
    practiceId: practice.id,
    authorId: viewer.id,
    body,
    inReplyToId,
    confirmationHash: hashToken(confirmationToken),
    createdAt,
    expiresAt,
  };
  await tx.insertAll(StoredMessageDraft, [draft]);
  await storeAttachments(tx, { draftId: draft.id }, files);

  const authorRole = viewer.isCitizen ? Role.CITIZEN : Role.OPERATOR;
  const mails = await messageMails(tx, practice, { id: draft.id, body, authorRole, attachments: files });
  const addresses = mails.flatMap(({ recipient }) => recipient.address ?? []);
  return {
    id: draft.id,
    confirmationToken,
    expiresAt,
    practiceId: practice.id,
    body,
    recipients: viewer.isCitizen ? [tx.settings.municipality] : addresses,
    emailSubject: mails[0]?.content.subject ?? '',
    emailPreview: mails[0]?.content.text ?? '',
  };
}

/** A message or note that nothing stands in the way of: on a locked practice, with its text as it will be stored. */
export interface AdmittedMessage {
  practice: Practice;
  body: string;
  inReplyToId: string | null;
}

/** Everything that decides on a message, but for its files: asked before they are received, and again when it is stored. */
export async function admitMessage(
  tx: Transaction,
  viewer: Viewer,
  input: WriteMessageInput,
): Promise<AdmittedMessage> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  assertCanSend(viewer, practice, tx.settings);
  const body = readBody(input.body);
  return {
    practice,
    body,
    inReplyToId: await findAnswered(tx, practice, input.inReplyToId, [MessageVisibility.PUBLIC]),
  };
}
