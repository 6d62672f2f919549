import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import type { Selection } from '../graphql/selection.js';
import { Attachment, type StoredSignature } from './attachment.entity.js';
import type { Part } from './attachment-store.js';
import { downloadLink } from './download-link.js';
import type { DocumentSignature } from './signature.type.js';

const { columns, computed } = sources<Attachment>();

/** How attachments are read. They are reached through what they hang on, and so by whoever may read that. */
export const attachmentModel: ReadModel = new ReadModel(Attachment, {
  ...columns('id', 'filename', 'mediaType', 'size', 'sha256'),
  downloadUrl: computed(['id'], ({ id }, context) => linkTo(context, id, 'file')),
  signature: computed(['id', 'signed'], ({ id, signed }, context) => signed && signatureOf(context, id, signed)),
});

/** The attachments of many messages, or of drafts, in one statement. */
export async function readAttachments(
  context: Context,
  selection: Selection,
  owner: 'messageId' | 'draftId',
  ownerIds: readonly string[],
): Promise<Map<string, Attachment[]>> {
  const attachments = await attachmentModel.read<Attachment>(context, selection, {
    clause: `WHERE t.${owner} IN (${marks(ownerIds)}) ORDER BY t.${owner}, t.position`,
    parameters: [...ownerIds],
    also: [owner],
  });
  return groupBy(attachments, (attachment) => String(attachment[owner]));
}

const linkTo = ({ settings, viewer, now }: Context, attachmentId: string, part: Part): string =>
  downloadLink(settings, { attachmentId, part, viewerId: viewer.id }, now);

const signatureOf = (context: Context, id: string, signed: StoredSignature): DocumentSignature => ({
  status: signed.status,
  signers: signed.signers.map(({ signedAt, validFrom, validUntil, ...signer }) => ({
    ...signer,
    signedAt: signedAt === null ? null : new Date(signedAt),
    validFrom: new Date(validFrom),
    validUntil: new Date(validUntil),
  })),
  contentMediaType: signed.contentMediaType,
  contentDownloadUrl: linkTo(context, id, 'content'),
});
