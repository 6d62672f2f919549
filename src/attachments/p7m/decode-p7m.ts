import { P7mFault, p7mReasons } from './fault.js';

/**
 * Object identifiers of content types start like this: PKCS#7 (RFC 2315, 14) and the later ones of S/MIME (RFC 5652, 9
 * and RFC 5083).
 */
const CONTENT_TYPES: readonly string[] = ['06092a864886f70d0107', '060b2a864886f70d01091001'];

const HEADING = /^-----BEGIN (PKCS7|CMS)-----[ \t]*\r?\n/;
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;
const SEQUENCE = 0x30;

/**
 * Whether DER or BER begins as a ContentInfo does (RFC 5652, 3): a SEQUENCE whose first member is a known content type.
 */
function startsContentInfo(head: Buffer): boolean {
  if (head[0] !== SEQUENCE) return false;
  const length = head[1] ?? 0;
  const start = length > 0x80 ? 2 + length - 0x80 : 2;
  const type = head.subarray(start, start + 11).toString('hex');
  return CONTENT_TYPES.some((each) => type.startsWith(each));
}

/**
 * Whether content begins as a P7M does, in any of its forms: binary, PEM under both headings (RFC 7468, 8), bare
 * base64.
 */
export function looksLikeP7m(head: Buffer): boolean {
  if (startsContentInfo(head)) return true;
  const text = head.toString('latin1').replace(BYTE_ORDER_MARK, '').trimStart();
  if (HEADING.test(text)) return true;
  const letters = /^[A-Za-z0-9+/\s]{24,}/.exec(text.slice(0, 256))?.[0].replace(/\s/g, '') ?? '';
  return startsContentInfo(Buffer.from(letters, 'base64'));
}

/**
 * 1 for the letters of base64, 2 for white space, 3 for its padding, 0 for what does not belong there (RFC 4648, 4).
 */
const KINDS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  KINDS[letter.charCodeAt(0)] = 1;
for (const space of ' \t\r\n') KINDS[space.charCodeAt(0)] = 2;
KINDS['='.charCodeAt(0)] = 3;

/** Letters that are decoded at a time: a multiple of four. */
const PIECE = 65_536;

/**
 * Decodes base64 with line breaks. Node's own decoder passes over what does not belong there; this does not, and works
 * piece by piece so that a file of 25 MB is not in memory four times.
 */
function decodeBase64(text: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(Math.ceil(text.length / 4) * 3);
  const letters = Buffer.allocUnsafe(PIECE);
  let length = 0;
  let count = 0;
  let padding = 0;
  for (let i = 0; i < text.length; i += 1) {
    const octet = text[i] ?? 0;
    const kind = KINDS[octet];
    if (kind === 2) continue;
    if (kind === 3) padding += 1;
    if (kind === 0 || (kind === 1 && padding > 0) || padding > 2) throw new P7mFault(p7mReasons.broken);
    letters[count] = octet;
    count += 1;
    if (count < PIECE) continue;
    length += decoded.write(letters.toString('latin1'), length, 'base64');
    count = 0;
  }
  if (count % 4 !== 0) throw new P7mFault(p7mReasons.broken);
  length += decoded.write(letters.toString('latin1', 0, count), length, 'base64');
  return decoded.subarray(0, length);
}

/**
 * The DER or BER of a P7M that may come as PEM or bare base64. Throws P7mFault when the text is broken or not all of
 * it.
 */
export function decodeP7m(content: Buffer): Buffer {
  if (content[0] === SEQUENCE && startsContentInfo(content.subarray(0, 64))) return content;
  const head = content.subarray(0, 4_096).toString('latin1');
  const text = head.replace(BYTE_ORDER_MARK, '').trimStart();
  const heading = HEADING.exec(text);
  const start = head.length - text.length + (heading?.[0].length ?? 0);
  if (!heading) return decodeBase64(content.subarray(start));
  const footing = `-----END ${heading[1]}-----`;
  const end = content.indexOf(footing, start, 'latin1');
  if (end < 0) throw new P7mFault(p7mReasons.broken);
  const rest = content.subarray(end + footing.length);
  if (rest.length > 1_024 || rest.toString('latin1').trim() !== '') throw new P7mFault(p7mReasons.trailing);
  return decodeBase64(content.subarray(start, end));
}
