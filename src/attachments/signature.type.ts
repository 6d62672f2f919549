import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime } from '../graphql/scalars.js';

/** What a signature is worth. */
export enum SignatureStatus {
  VALID = 'VALID',
  UNTRUSTED = 'UNTRUSTED',
  EXPIRED = 'EXPIRED',
  INVALID = 'INVALID',
}

registerEnumType(SignatureStatus, {
  name: 'SignatureStatus',
  description: 'What the signatures of a document are worth, as found when it was attached.',
  valuesConfig: {
    VALID: { description: 'Intact, and each chain of certificates leads to a trusted authority.' },
    UNTRUSTED: {
      description:
        'Intact, but a chain of certificates leads to no trusted authority, or none is configured: who signed is claimed, not proved.',
    },
    EXPIRED: { description: 'Intact and from a trusted authority, but a certificate was not valid at the time.' },
    INVALID: { description: 'Broken. Such documents are refused, so none that is attached has it.' },
  },
});

/** Somebody who signed a document. */
@ObjectType({ description: 'Somebody who signed a document, as their certificate names them.', simpleResolvers: true })
export class DocumentSigner {
  @Field({ description: 'The name in the certificate.' })
  commonName!: string;

  @Field(() => String, { nullable: true, description: 'The fiscal code in the certificate.' })
  fiscalCode!: string | null;

  @Field({ description: 'The authority that issued the certificate.' })
  issuer!: string;

  @Field(() => DateTime, { nullable: true, description: 'When they signed, by their own claim.' })
  signedAt!: Date | null;

  @Field(() => DateTime, { description: 'From when on the certificate is valid.' })
  validFrom!: Date;

  @Field(() => DateTime, { description: 'Until when the certificate is valid.' })
  validUntil!: Date;
}

/** The signatures of a P7M, and the document in it. */
@ObjectType({ description: 'The signatures of a P7M, and the document in it.', simpleResolvers: true })
export class DocumentSignature {
  @Field(() => SignatureStatus, { description: 'What the least of the signatures is worth.' })
  status!: SignatureStatus;

  @Field(() => [DocumentSigner], { description: 'Who signed, from the outermost envelope in.' })
  signers!: DocumentSigner[];

  @Field(() => String, { nullable: true, description: 'The media type of the document inside, told by its content.' })
  contentMediaType!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the document inside can be downloaded, for five minutes, like downloadUrl.',
  })
  contentDownloadUrl!: string | null;
}
