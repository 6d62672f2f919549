import { type DocumentMediaType, P7M } from './allowed-content.js';
import { MemoryBytes } from './bytes.js';
import { type ContentRefusal, notAllowed } from './content-refusal.js';
import { P7mFault, p7mReasons } from './p7m/fault.js';
import { type DocumentSigner, openEnvelope } from './p7m/open-envelope.js';
import { MAX_SIGNERS } from './p7m/signed-data.js';
import { type SignatureStatus, worstStatus } from './p7m/trust-chain.js';
import type { TrustStore } from './p7m/trust-store.js';
import { recogniseBytes } from './recognise-content.js';

/** Largest P7M that is read into memory, in bytes: the largest attachment there is (R9). */
export const MAX_P7M_BYTES = 25 * 1024 * 1024;
/** Most envelopes one within the other, as somebody makes who signs what others have signed. */
export const MAX_ENVELOPES = 5;

/** A P7M with all its envelopes opened and all their signatures intact. */
export interface OpenedP7m {
  ok: true;
  /** The innermost document. */
  content: Buffer;
  contentMediaType: DocumentMediaType;
  /** Of all envelopes, from the outermost in. */
  signers: DocumentSigner[];
  /** The worst of all signatures of all envelopes. */
  status: SignatureStatus;
}

const inside = (refusal: ContentRefusal): ContentRefusal => ({
  ...refusal,
  reason: {
    it: `${p7mReasons.contentInside.it} ${refusal.reason.it}`,
    en: `${p7mReasons.contentInside.en} ${refusal.reason.en}`,
  },
});

/**
 * Opens a P7M down to the document, which has to be one that could be attached by itself (R9). Throws P7mFault for what
 * is wrong with an envelope; openP7m makes a refusal of it.
 */
async function openAll(file: Buffer, trust: TrustStore | undefined, now: Date): Promise<OpenedP7m | ContentRefusal> {
  const signers: DocumentSigner[] = [];
  const statuses: SignatureStatus[] = [];
  let content = file;
  for (let depth = 1; depth <= MAX_ENVELOPES; depth += 1) {
    const envelope = openEnvelope(content, trust, now);
    content = envelope.content;
    signers.push(...envelope.signers);
    if (signers.length > MAX_SIGNERS) throw new P7mFault(p7mReasons.tooManySigners);
    statuses.push(envelope.status);
    const recognition = await recogniseBytes(new MemoryBytes(content));
    if (!recognition.ok) return inside(recognition);
    if (recognition.mediaType !== P7M) {
      return { ok: true, content, contentMediaType: recognition.mediaType, signers, status: worstStatus(statuses) };
    }
  }
  return notAllowed(P7M, p7mReasons.nestedTooDeep);
}

/**
 * Opens and verifies a P7M: `ATTACHMENT_SIGNATURE_INVALID` when a signature or the structure around it is broken,
 * `ATTACHMENT_NOT_ALLOWED` when it is another kind of envelope or holds what cannot be attached.
 * @param now the instant at which validity is judged
 */
export async function openP7m(
  file: Buffer,
  trust: TrustStore | undefined,
  now: Date,
): Promise<OpenedP7m | ContentRefusal> {
  if (file.length > MAX_P7M_BYTES) return notAllowed(P7M, p7mReasons.tooLarge);
  try {
    return await openAll(file, trust, now);
  } catch (error) {
    if (!(error instanceof P7mFault)) throw error;
    return { ok: false, code: error.code, found: P7M, reason: error.reason };
  }
}
