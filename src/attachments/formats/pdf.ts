import type { Bytes } from '../bytes.js';
import { afterPadding, beforePadding, hidesForeignFile } from '../trailing.js';

/**
 * Blank lines and a byte order mark before the header come from web applications; anything else there is no PDF for us.
 */
const MAX_LEADING_BYTES = 1_024;
const BYTE_ORDER_MARK = 'efbbbf';

/** Readers look for the end marker in the last 1,024 bytes (ISO 32000-1, annex H.3.4.4); padding does not count. */
const MAX_TRAILING_BYTES = 1_024;
const END_MARKER = '%%EOF';

/**
 * Offset of the header, or undefined: it stands at the start (ISO 32000-1, 7.5.2), with white space before it at most.
 */
export function pdfHeader(bytes: Bytes): number | undefined {
  const start = afterPadding(bytes, bytes.at(0, 3).toString('hex') === BYTE_ORDER_MARK ? 3 : 0);
  if (start > MAX_LEADING_BYTES) return undefined;
  return bytes.at(start, 5).toString('latin1') === '%PDF-' ? start : undefined;
}

/** Whether a PDF has a version in its header and an end marker near its end, and no other file behind that. */
export function readPdf(bytes: Bytes): boolean {
  const header = pdfHeader(bytes);
  if (header === undefined || !/^%PDF-[12]\.\d/.test(bytes.at(header, 8).toString('latin1'))) return false;
  const end = beforePadding(bytes);
  const tailStart = Math.max(header + 8, end - MAX_TRAILING_BYTES - END_MARKER.length);
  const marker = bytes.at(tailStart, end - tailStart).lastIndexOf(END_MARKER, undefined, 'latin1');
  return marker >= 0 && !hidesForeignFile(bytes, tailStart + marker + END_MARKER.length);
}
