import { visibleText } from './visible-text.js';

/** A document in a CAdES or PKCS#7 envelope (RFC 8551, 3.2.1). */
export const P7M = 'application/pkcs7-mime';

/**
 * What can be attached to messages and notes (R9): media types by content, each with the extensions that agree with it.
 */
const EXTENSIONS = {
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/tiff': ['tif', 'tiff'],
  'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  [P7M]: ['p7m'],
} as const satisfies Record<string, readonly string[]>;

/** A media type that can be attached, always told by content (R9). */
export type MediaType = keyof typeof EXTENSIONS;

/** A media type that may be inside a P7M, or alone. */
export type DocumentMediaType = Exclude<MediaType, typeof P7M>;

/** Every media type that can be attached: `details.allowed` of a refusal. */
export const allowedMediaTypes = Object.keys(EXTENSIONS) as readonly MediaType[];

const FALLBACK_NAME = 'allegato';
const MAX_NAME_BYTES = 255;
/** Longest ending that is an extension and not a sentence with a full stop in it. */
const MAX_EXTENSION_BYTES = 32;

/** The last extension of a name in lower case, without the dot; empty when there is none. */
function extensionOf(filename: string): string {
  const dot = filename.lastIndexOf('.');
  return dot < 0 ? '' : filename.slice(dot + 1).toLowerCase();
}

const agrees = (extension: string, mediaType: MediaType): boolean =>
  (EXTENSIONS[mediaType] as readonly string[]).includes(extension);

/** `contratto.pdf` of `contratto.pdf.p7m.p7m`. */
const withoutEnvelopes = (filename: string): string => filename.replace(/(?:\.p7m)+$/i, '');

/**
 * Whether a name's extension agrees with what the content is (R9). The name inside that of a P7M counts only where it
 * claims one of our formats: `modulo.pdf.p7m` around a picture contradicts, `istanza.2025.p7m` around it claims
 * nothing.
 * @param content what is inside a P7M, when that is known already
 */
export function extensionAgrees(filename: string, mediaType: MediaType, content?: DocumentMediaType): boolean {
  if (!agrees(extensionOf(filename), mediaType)) return false;
  if (mediaType !== P7M || content === undefined) return true;
  const inner = extensionOf(withoutEnvelopes(filename));
  return agrees(inner, content) || !allowedMediaTypes.some((each) => agrees(inner, each));
}

/**
 * The name under which the document inside a P7M is offered: that of the envelope without `.p7m`, and always with its
 * own extension.
 */
export function contentFilename(filename: string, content: DocumentMediaType): string {
  const name = withoutEnvelopes(filename);
  return cleanFilename(agrees(extensionOf(name), content) ? name : `${name}.${EXTENSIONS[content][0]}`);
}

/** The longest beginning that takes no more than so many bytes of UTF-8, cut between characters as people see them. */
function cut(text: string, bytes: number): string {
  let kept = '';
  let length = 0;
  for (const { segment } of new Intl.Segmenter('it').segment(text.slice(0, bytes))) {
    length += Buffer.byteLength(segment);
    if (length > bytes) break;
    kept += segment;
  }
  return kept;
}

/**
 * A client's file name as it is shown and offered for download: as written (NFC), without path, control and
 * bidirectional characters, at most 255 bytes of UTF-8 with its extensions kept, never empty. It never names a file on
 * our disk.
 */
export function cleanFilename(filename: string): string {
  const last = filename.slice(-4_096).split(/[/\\]/).at(-1) ?? '';
  const name = visibleText(last).replace(/[. ]+$/, '');
  const ending = /(?:\.[^.\s]+?(?=\.p7m))?(?:\.p7m)*\.[^.\s]+$/iu.exec(name)?.[0] ?? '';
  const extension = Buffer.byteLength(ending) <= MAX_EXTENSION_BYTES ? ending : '';
  const stem = name.slice(0, name.length - extension.length).trim() || FALLBACK_NAME;
  return cut(stem, MAX_NAME_BYTES - Buffer.byteLength(extension)) + extension;
}
