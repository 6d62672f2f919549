import type { Transaction } from '../database/transaction.js';
import { Role } from '../identity/role.js';
import type { Viewer } from '../identity/viewer.js';
import { lockPractice } from '../practices/lock-practice.js';
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
): Promise<PreparedMessage> {
  const practice = await lockPractice(tx, viewer, input.practiceId);
  assertCanSend(viewer, practice, tx.settings);
  const body = readBody(input.body);
  const inReplyToId = await findAnswered(tx, practice, input.inReplyToId, [MessageVisibility.PUBLIC]);

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
  await tx.manager.insert(StoredMessageDraft, draft);

  const authorRole = viewer.isCitizen ? Role.CITIZEN : Role.OPERATOR;
  const mails = await messageMails(tx, practice, { id: draft.id, body, authorRole });
  const addresses = mails.flatMap(({ recipient }) => recipient.address ?? []);
  return {
    confirmationToken,
    expiresAt,
    practiceId: practice.id,
    body,
    recipients: viewer.isCitizen ? [tx.settings.municipality] : addresses,
    emailSubject: mails[0]?.content.subject ?? '',
    emailPreview: mails[0]?.content.text ?? '',
  };
}
