import { fileTypeFromBuffer } from 'file-type';
import { type Bytes, WINDOW_BYTES } from './bytes.js';

/** What a browser would make of a text, by how it begins. Comments and declarations may precede. */
const TEXTS: ReadonlyArray<readonly [RegExp, string]> = [
  [/<svg[\s/>]/i, 'image/svg+xml'],
  [/<!doctype\s+html|<html[\s>]|<(?:head|body|script|iframe|meta|title)[\s>/]/i, 'text/html'],
  [/^<\?php/i, 'application/x-php'],
  [/^#!/, 'text/x-shellscript'],
  [/^<\?xml/i, 'application/xml'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^-----BEGIN /, 'application/x-pem-file'],
];
const TEXT_HEAD_BYTES = 4_096;

/** No text has these: NUL and the controls that are neither white space nor escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

/** The type of what can be read as text; undefined for everything else, whatever words are in it. */
function nameText(head: Buffer): string | undefined {
  // UTF-16 hides markup from a look at bytes but not from a browser.
  const isWide = ['fffe', 'feff'].includes(head.subarray(0, 2).toString('hex'));
  const text = isWide ? head.toString('latin1').replaceAll('\0', '').slice(2) : head.toString('latin1');
  const start = text.replace(/^\u00ef\u00bb\u00bf/, '').trimStart();
  if (NOT_TEXT.test(text)) return undefined;
  return TEXTS.find(([pattern]) => pattern.test(start))?.[1] ?? 'text/plain';
}

/**
 * Names content that cannot be attached, so that a refusal can say what was found: the library knows archives, Office
 * files, executables, films and what else has a magic number; it knows neither SVG nor HTML nor text. This never lets
 * anything through. `application/octet-stream` when nobody knows.
 */
export async function nameContent(bytes: Bytes): Promise<string> {
  const head = bytes.at(0, WINDOW_BYTES);
  const text = nameText(head.subarray(0, TEXT_HEAD_BYTES));
  if (text !== undefined && text !== 'text/plain') return text;
  const known = await fileTypeFromBuffer(head).catch(() => undefined);
  return known?.mime ?? text ?? 'application/octet-stream';
}
