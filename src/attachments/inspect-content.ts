import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type DocumentMediaType, type MediaType, P7M } from './allowed-content.js';
import { FileBytes } from './bytes.js';
import type { ContentRefusal } from './content-refusal.js';
import { openP7m } from './open-p7m.js';
import type { DocumentSigner } from './p7m/open-envelope.js';
import type { SignatureStatus } from './p7m/trust-chain.js';
import type { TrustStore } from './p7m/trust-store.js';
import { recogniseBytes } from './recognise-content.js';

/** A spooled file to be looked at, and where to put the document that it may carry. */
export interface InspectionRequest {
  path: string;
  /** Bytes, as they were counted while spooling. */
  size: number;
  /**
   * Where the innermost document of a P7M is written, flushed to disk; nothing must be there yet. Left alone for all
   * else.
   */
  innerPath: string;
}

/** What a signed document is worth, and what is inside. */
export interface DocumentSignature {
  /** The worst of all signatures of all envelopes. */
  status: SignatureStatus;
  /** Of all envelopes, from the outermost in; at least one. */
  signers: DocumentSigner[];
  /** The media type of the innermost document, which is now at innerPath. */
  contentMediaType: DocumentMediaType;
  /** Its size in bytes. */
  contentSize: number;
}

/** The outcome of looking at a file (R9): what it is, or why it cannot be attached. */
export type Inspection =
  | {
      ok: true;
      mediaType: MediaType;
      /** Pixels, of images. */
      width?: number;
      height?: number;
      /** Of a P7M. */
      signature?: DocumentSignature;
    }
  | ContentRefusal;

async function recogniseFile({ path, size }: InspectionRequest): Promise<Inspection> {
  const bytes = new FileBytes(path);
  try {
    if (bytes.size !== size) throw new Error(`A spooled file has ${bytes.size} bytes and not the ${size} received`);
    return await recogniseBytes(bytes);
  } finally {
    bytes.close();
  }
}

function place(content: Buffer, path: string): void {
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    // Half a document must not be taken for one; what was there before is not ours to remove.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(path, { force: true });
    throw error;
  }
}

/**
 * Recognises a file by content and opens and verifies it where it is a P7M, whose innermost document it writes to
 * innerPath. Blocks its thread: inspect-file.ts runs it on another. Throws what node:fs throws.
 * @param now the instant at which the validity of certificates is judged
 */
export async function inspectContent(
  request: InspectionRequest,
  trust: TrustStore | undefined,
  now: Date,
): Promise<Inspection> {
  const recognition = await recogniseFile(request);
  if (!recognition.ok || recognition.mediaType !== P7M) return recognition;
  const opened = await openP7m(readFileSync(request.path), trust, now);
  if (!opened.ok) return opened;
  place(opened.content, request.innerPath);
  const { status, signers, contentMediaType } = opened;
  return {
    ok: true,
    mediaType: P7M,
    signature: { status, signers, contentMediaType, contentSize: opened.content.length },
  };
}
