import { createHash } from 'node:crypto';
import type { Hash } from './algorithms.js';
import { type Certificate, readCertificate } from './certificate.js';
import { decodeP7m } from './decode-p7m.js';
import { P7mFault, p7mReasons } from './fault.js';
import { fiscalCodeOf, readableIssuer, readableName } from './names.js';
import { ID_DATA, readSignedData } from './signed-data.js';
import { type SignatureStatus, signatureStatus, worstStatus } from './trust-chain.js';
import type { TrustStore } from './trust-store.js';
import { type VerifiedSigner, verifySigner } from './verify-signer.js';

/**
 * Who signed a document, as people are shown it. Only the signature's integrity vouches for these, unless it is VALID.
 */
export interface DocumentSigner {
  commonName: string;
  fiscalCode: string | null;
  /** The authority that issued the certificate. */
  issuer: string;
  /** The time that the signer claims; null without a claim. */
  signedAt: Date | null;
  /** Validity of the certificate, both included. */
  validFrom: Date;
  validUntil: Date;
}

/** One envelope, opened: every signature in it is intact. */
export interface Envelope {
  /** The document inside, in memory. */
  content: Buffer;
  /** In the order of the envelope, at least one. */
  signers: DocumentSigner[];
  /** The worst of all its signatures. */
  status: SignatureStatus;
}

/** The certificates that can be read: one of a kind that we do not know matters only when it is a signer's. */
function readable(certificates: readonly Buffer[]): Certificate[] {
  return certificates.flatMap((der) => {
    try {
      return [readCertificate(der)];
    } catch (error) {
      if (error instanceof P7mFault) return [];
      throw error;
    }
  });
}

/** Digests of content in pieces, each algorithm computed once. */
function digester(content: readonly Buffer[]): (hash: Hash) => Buffer {
  const known = new Map<Hash, Buffer>();
  return (hash) => {
    const digest = known.get(hash) ?? content.reduce((sum, piece) => sum.update(piece), createHash(hash)).digest();
    known.set(hash, digest);
    return digest;
  };
}

const shown = ({ certificate, signedAt }: VerifiedSigner): DocumentSigner => ({
  commonName: readableName(certificate.subject),
  fiscalCode: fiscalCodeOf(certificate.subject),
  issuer: readableIssuer(certificate.issuer),
  signedAt,
  validFrom: certificate.validFrom,
  validUntil: certificate.validUntil,
});

/**
 * Opens one envelope (CAdES, ETSI EN 319 122-1; CMS, RFC 5652) and verifies every signature in it. One that fails
 * refuses the whole: a document with a broken signature is not what somebody signed. Throws P7mFault.
 */
export function openEnvelope(file: Buffer, trust: TrustStore | undefined, now: Date): Envelope {
  const envelope = readSignedData(decodeP7m(file));
  const certificates = readable(envelope.certificates);
  const digest = digester(envelope.content);
  const verified = envelope.signers.map((signer) => verifySigner(signer, envelope, certificates, digest));
  // Asked last: an envelope whose content type was changed after signing is a broken one, not another kind.
  if (envelope.contentType !== ID_DATA) throw new P7mFault(p7mReasons.notData, 'ATTACHMENT_NOT_ALLOWED');
  const [first, ...rest] = envelope.content;
  return {
    content: rest.length === 0 && first ? first : Buffer.concat(envelope.content),
    signers: verified.map(shown),
    status: worstStatus(verified.map((signer) => signatureStatus(signer, certificates, trust, now))),
  };
}
