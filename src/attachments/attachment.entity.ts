import { Field, Int, ObjectType } from 'type-graphql';
import { Column, Entity, type Relation } from 'typeorm';
import { BaseEntity } from '../database/base.entity.js';
import type { DocumentMediaType } from './allowed-content.js';
import { DocumentSignature, type DocumentSigner, type SignatureStatus } from './signature.type.js';

/** What is stored of the signatures of a P7M; instants are RFC 3339 texts. */
export interface StoredSignature {
  status: SignatureStatus;
  signers: (Pick<DocumentSigner, 'commonName' | 'fiscalCode' | 'issuer'> & {
    signedAt: string | null;
    validFrom: string;
    validUntil: string;
  })[];
  contentMediaType: DocumentMediaType;
  contentSize: number;
  contentSha256: string;
}

/**
 * A file of a message or note, or of a draft of one. The row tells what the file is; the file itself is in the
 * AttachmentStore under the id of the row, and is there before the row is committed.
 */
@ObjectType({ description: 'A file attached to a message or note.', simpleResolvers: true })
@Entity('attachments')
export class Attachment extends BaseEntity {
  @Field({ description: 'Its name as it was written, without what cannot be seen. Escape it where you show it.' })
  @Column('varchar', { length: 255 })
  filename!: string;

  @Field({ description: "Its media type, told by the content and never the client's word." })
  @Column('varchar', { length: 40 })
  mediaType!: string;

  @Field(() => Int, { description: 'Its size in bytes.' })
  @Column('int')
  size!: number;

  @Field({ description: 'The SHA-256 of its content, hexadecimal.' })
  @Column('varchar', { length: 64 })
  sha256!: string;

  @Field({
    description:
      'Where it can be downloaded: works for five minutes, for whoever holds it, as long as the viewer whom it was given to may see it.',
  })
  downloadUrl!: string;

  @Field(() => DocumentSignature, {
    nullable: true,
    description: 'Who signed it and what is inside. P7M only.',
  })
  signature!: Relation<DocumentSignature> | null;

  /** The message or note that it belongs to; null while that waits for its confirmation. */
  @Column('varchar', { length: 36, nullable: true })
  messageId!: string | null;

  /** The draft that it belongs to, until that is sent. */
  @Column('varchar', { length: 36, nullable: true })
  draftId!: string | null;

  /** Its place among the files of the message, from 0 on. */
  @Column('int')
  position!: number;

  @Column('simple-json', { nullable: true })
  signed!: StoredSignature | null;

  @Column('datetime', { precision: 3 })
  createdAt!: Date;
}
