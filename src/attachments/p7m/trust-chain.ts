import { isStrongKey } from './algorithms.js';
import { type Certificate, KeyUsage } from './certificate.js';
import type { TrustStore } from './trust-store.js';
import type { VerifiedSigner } from './verify-signer.js';

/**
 * What a signature that is intact is worth. EXPIRED: a chain leads to an authority that we trust, but not within the
 * validity of its certificates. UNTRUSTED: no chain does, or it was made by means that have been broken since.
 */
export type SignatureStatus = 'VALID' | 'EXPIRED' | 'UNTRUSTED';

/** From best to worst: of an expired signature it is at least known whose it was. */
const ORDER: readonly SignatureStatus[] = ['VALID', 'EXPIRED', 'UNTRUSTED'];

/** Longest chain, the signer's certificate included: those of qualified authorities have two or three. */
const MAX_CHAIN = 8;
/** Signatures of certificates that are checked for one signer at most: what crossed names could otherwise multiply. */
const MAX_STEPS = 16;

/** The worst of several: a document is worth what the least of its signatures is. */
export const worstStatus = (statuses: readonly SignatureStatus[]): SignatureStatus =>
  ORDER[Math.max(0, ...statuses.map((each) => ORDER.indexOf(each)))] ?? 'UNTRUSTED';

const isValidAt = (certificate: Certificate, instant: Date): boolean =>
  instant >= certificate.validFrom && instant <= certificate.validUntil;

/** Whether a certificate may stand above that many authorities and vouch for the one below (RFC 5280, 6.1.4). */
function mayIssue(issuer: Certificate, authoritiesBelow: number): boolean {
  if (!issuer.isAuthority || issuer.hasUnknownCritical || !isStrongKey(issuer.x509.publicKey)) return false;
  if (issuer.keyUsage !== undefined && !(issuer.keyUsage & KeyUsage.CERTIFICATE_SIGNING)) return false;
  return issuer.pathLength === undefined || authoritiesBelow <= issuer.pathLength;
}

class ChainSearch {
  private steps = MAX_STEPS;

  constructor(
    private readonly trust: TrustStore,
    private readonly embedded: readonly Certificate[],
    private readonly now: Date,
  ) {}

  /** The best status of all chains that go on from the last certificate of this one. */
  best(chain: readonly Certificate[]): SignatureStatus {
    const last = chain[chain.length - 1];
    if (!last) return 'UNTRUSTED';
    if (this.trust.has(last)) return chain.every((each) => isValidAt(each, this.now)) ? 'VALID' : 'EXPIRED';
    let best: SignatureStatus = 'UNTRUSTED';
    if (chain.length >= MAX_CHAIN) return best;
    // Anchors first, so that the shortest way to one is tried before what the file brings along.
    for (const issuer of [...this.trust.anchors, ...this.embedded]) {
      if (chain.includes(issuer) || !this.issued(issuer, last, chain.length - 1)) continue;
      const status = this.best([...chain, issuer]);
      if (ORDER.indexOf(status) < ORDER.indexOf(best)) best = status;
      if (best === 'VALID') break;
    }
    return best;
  }

  private issued(issuer: Certificate, subject: Certificate, authoritiesBelow: number): boolean {
    if (issuer.subject.canonical !== subject.issuer.canonical || !mayIssue(issuer, authoritiesBelow)) return false;
    // An anchor is trusted for itself: how it was signed, mostly by its own key, says nothing.
    if (issuer.hasWeakSignature && !this.trust.has(issuer)) return false;
    if (!subject.x509.checkIssued(issuer.x509) || this.steps <= 0) return false;
    this.steps -= 1;
    return subject.x509.verify(issuer.x509.publicKey);
  }
}

/**
 * Whether a certificate may sign documents: keyUsage, where it is there, allows signatures or commitment (ETSI EN 319
 * 412-2, 4.3.2).
 */
function maySign({ keyUsage, hasUnknownCritical }: Certificate): boolean {
  const usages = KeyUsage.DIGITAL_SIGNATURE | KeyUsage.CONTENT_COMMITMENT;
  return !hasUnknownCritical && (keyUsage === undefined || (keyUsage & usages) !== 0);
}

/**
 * What a verified signature is worth against the trust store (RFC 5280, 6.1, without policies and names). Validity is
 * judged at the instant of inspection and, where the signer claims a time, at that time as well: the claim alone proves
 * nothing, and a signature with an expired certificate counts as none unless somebody else vouches for its time (CAD,
 * article 24). Revocation is not asked about. Without a store the answer is UNTRUSTED.
 * @param embedded the certificates that came with the signature
 */
export function signatureStatus(
  signer: VerifiedSigner,
  embedded: readonly Certificate[],
  trust: TrustStore | undefined,
  now: Date,
): SignatureStatus {
  const { certificate, signedAt } = signer;
  // A certificate that has yet to begin is no expired one: somebody's clock or word is not to be trusted.
  if (!trust || signer.isWeak || certificate.hasWeakSignature || !maySign(certificate) || now < certificate.validFrom) {
    return 'UNTRUSTED';
  }
  const status = new ChainSearch(trust, embedded, now).best([certificate]);
  return status === 'VALID' && signedAt && !isValidAt(certificate, signedAt) ? 'EXPIRED' : status;
}
