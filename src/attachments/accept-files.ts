import type { Parts } from '../context.js';
import { newId } from '../database/ids.js';
import { describeFault, type Log } from '../log.js';
import { cleanFilename, extensionAgrees, type MediaType } from './allowed-content.js';
import type { StoredSignature } from './attachment.entity.js';
import type { AttachmentStore } from './attachment-store.js';
import { type ClamdScanner, ScannerUnavailable } from './clamd-scanner.js';
import type { DocumentSignature } from './inspect-content.js';
import type { Inspector } from './inspect-file.js';
import type { SignatureStatus } from './signature.type.js';
import { type SpooledFile, sha256Of } from './spooled-file.js';
import { contentRefused, infected, nameContradicts, notScanned } from './upload-refusal.js';

/** What attachments are worked with. */
export interface AttachmentTools {
  store: AttachmentStore;
  inspector: Inspector;
  /** Null without CLAMD_ADDRESS: then nothing is scanned. */
  scanner: ClamdScanner | null;
}

/** A file that may be attached and is kept already: all that its row will say of it. */
export interface AcceptedFile {
  id: string;
  filename: string;
  mediaType: MediaType;
  size: number;
  sha256: string;
  signed: StoredSignature | null;
}

/**
 * Looks at files that have come in (R9) and keeps them, all or none: content, name, signatures, and viruses where a
 * scanner is set. What they are kept for has to be stored next, or they have to be removed. Throws ATTACHMENT_NOT_ALLOWED
 * and ATTACHMENT_SIGNATURE_INVALID.
 */
export async function acceptFiles(
  { attachments, clock, log }: Pick<Parts, 'attachments' | 'clock' | 'log'>,
  files: readonly SpooledFile[],
): Promise<AcceptedFile[]> {
  // All of them are waited for, also after a refusal: what is still being looked at must not be removed meanwhile.
  const looks = await Promise.allSettled(files.map((file) => accept(attachments, file, newId(clock()), log)));
  const accepted = looks.map((look) => {
    if (look.status === 'rejected') throw look.reason;
    return look.value;
  });
  const incoming = accepted.map(({ id, signed }, index) => ({
    id,
    path: files[index]?.path ?? '',
    hasContent: signed !== null,
  }));
  await attachments.store.keep(incoming);
  return accepted;
}

async function accept(
  { inspector, scanner }: AttachmentTools,
  file: SpooledFile,
  id: string,
  log: Log,
): Promise<AcceptedFile> {
  const filename = cleanFilename(file.filename);
  const { path, size, sha256, contentPath } = file;
  const inspection = await inspector.inspectFile({ path, size, innerPath: contentPath });
  if (!inspection.ok) throw contentRefused(filename, inspection);
  const { mediaType, signature } = inspection;
  if (!extensionAgrees(filename, mediaType, signature?.contentMediaType)) throw nameContradicts(filename, mediaType);
  if (scanner) {
    for (const each of signature ? [path, contentPath] : [path]) await scan(scanner, each, filename, mediaType, log);
  }
  const signed = signature ? await describe(signature, contentPath) : null;
  return { id, filename, mediaType, size, sha256, signed };
}

async function scan(scanner: ClamdScanner, path: string, filename: string, mediaType: string, log: Log): Promise<void> {
  const virus = await scanner.findVirus(path).catch((error: unknown) => {
    if (!(error instanceof ScannerUnavailable)) throw error;
    log.error({ fault: describeFault(error) }, 'clamd does not answer: attachments are refused');
    throw notScanned(filename, mediaType);
  });
  if (virus !== null) throw infected(filename, mediaType, virus);
}

const describe = async (signature: DocumentSignature, contentPath: string): Promise<StoredSignature> => ({
  status: signature.status as SignatureStatus,
  signers: signature.signers.map(({ signedAt, validFrom, validUntil, ...signer }) => ({
    ...signer,
    signedAt: signedAt?.toISOString() ?? null,
    validFrom: validFrom.toISOString(),
    validUntil: validUntil.toISOString(),
  })),
  contentMediaType: signature.contentMediaType,
  contentSize: signature.contentSize,
  contentSha256: await sha256Of(contentPath),
});
