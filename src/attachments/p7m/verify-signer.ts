import { type Hash, hashOf, isSignedBy, isStrongKey, isWeakHash, keyFits, signatureScheme } from './algorithms.js';
import { type BerNode, Tag } from './ber.js';
import type { Certificate } from './certificate.js';
import { retagged, toDer } from './der.js';
import { P7mFault, p7mReasons } from './fault.js';
import { readSignedAttributes } from './signed-attributes.js';
import type { SignedData, SignerInfo } from './signed-data.js';

/** A signature that is intact, and whose it is. */
export interface VerifiedSigner {
  certificate: Certificate;
  /** The signer's claim; null without one. */
  signedAt: Date | null;
  /** Whether it is intact by means that have been broken since: SHA-1, short RSA. */
  isWeak: boolean;
}

/** Certificates that claim to be the signer's are tried one after another; more than this is an attack. */
const MAX_CANDIDATES = 2;

function candidates(signer: SignerInfo, certificates: readonly Certificate[]): Certificate[] {
  const wanted = signer.certificate;
  const found = certificates.filter((each) =>
    'keyId' in wanted
      ? each.keyId === wanted.keyId
      : each.serial === wanted.serial && each.issuer.canonical === wanted.issuer,
  );
  if (found.length === 0) throw new P7mFault(p7mReasons.noCertificate);
  return found.slice(0, MAX_CANDIDATES);
}

/**
 * What the signature is computed over (RFC 5652, 5.4): the attributes as a SET OF in DER. Some signers have signed the
 * order in which they sent them, so that counts as well: it is the same attributes either way.
 */
function signedForms(attributes: BerNode): Buffer[] {
  return [toDer(attributes, Tag.SET), retagged(attributes, Tag.SET)];
}

/**
 * Verifies one signature of an envelope: attributes are there, their content type is the envelope's, their digest the
 * document's, the certificate the one they bind to, and its key made the signature over them. Throws P7mFault
 * otherwise.
 * @param digest the digest of the document, computed once for all signers
 */
export function verifySigner(
  signer: SignerInfo,
  envelope: SignedData,
  certificates: readonly Certificate[],
  digest: (hash: Hash) => Buffer,
): VerifiedSigner {
  const hash = hashOf(signer.digestAlgorithm);
  const scheme = signatureScheme(signer.signatureAlgorithm, hash);
  const attributes = readSignedAttributes(signer.signedAttributes);
  if (attributes.contentType !== envelope.contentType) throw new P7mFault(p7mReasons.otherContent);
  if (!attributes.messageDigest.equals(digest(hash))) throw new P7mFault(p7mReasons.changedContent);
  const bound = candidates(signer, certificates).filter(({ der }) => attributes.bindsTo(der));
  if (bound.length === 0) throw new P7mFault(p7mReasons.otherCertificate);
  const fitting = bound.filter(({ x509 }) => keyFits(x509.publicKey, scheme.family));
  if (fitting.length === 0) throw new P7mFault(p7mReasons.algorithm);
  const forms = signer.signedAttributes ? signedForms(signer.signedAttributes) : [];
  const certificate = fitting.find(({ x509 }) =>
    forms.some((form) => isSignedBy(x509.publicKey, scheme, form, signer.signature)),
  );
  if (!certificate) throw new P7mFault(p7mReasons.badSignature);
  const isWeak = isWeakHash(hash) || !isStrongKey(certificate.x509.publicKey);
  return { certificate, signedAt: attributes.signedAt, isWeak };
}
