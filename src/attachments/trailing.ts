import { type Bytes, WINDOW_BYTES } from './bytes.js';

/** Bytes that programs and disks leave behind a document without meaning anything: NUL, white space, Ctrl-Z, FF. */
const PADDING = new Uint8Array(256);
for (const octet of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x1a, 0x20, 0xff]) PADDING[octet] = 1;

/** First bytes, in hexadecimal, of what turns a picture with something behind it into two files in one. */
const FOREIGN_STARTS: readonly string[] = [
  '504b0304', // ZIP, and with it JAR and Office
  '504b0506', // ZIP without entries
  '52617221', // RAR
  '377abcaf271c', // 7-Zip
  '1f8b', // gzip
  '425a68', // bzip2
  'fd377a585a00', // xz
  '4d5a', // Windows executable
  '7f454c46', // ELF executable
  'cafebabe', // Java class, Mach-O of several architectures
  'feedface', // Mach-O
  'cefaedfe',
  'cffaedfe',
  'd0cf11e0a1b11ae1', // Office before 2007, MSI
  '25504446', // PDF
  '2321', // script
];

/** What a browser or a web server would run, wherever it stands in what follows a document. */
const FOREIGN_TEXT = /<(?:!doctype\s+html|html|script|svg|iframe|\?php)[\s>/]/i;

/** Longest of the texts above, so that none is missed where two windows meet. */
const OVERLAP = 64;

const END_OF_ZIP = Buffer.from('504b0506', 'hex');
const END_OF_ZIP_BYTES = 22;
const ZIP_COMMENT_BYTES = 65_535;
/** Records that are looked at: unzip programs take the last one that fits, nobody has more than a few. */
const MAX_ZIP_RECORDS = 1_000;

/** The first offset at or after `from` that is not padding: the size of the content when all the rest is. */
export function afterPadding(bytes: Bytes, from: number): number {
  for (let start = from; start < bytes.size; start += WINDOW_BYTES) {
    const window = bytes.at(start, WINDOW_BYTES);
    for (let i = 0; i < window.length; i += 1) {
      if (PADDING[window[i] ?? 0] === 0) return start + i;
    }
  }
  return Math.max(from, bytes.size);
}

/** The offset after the last byte that is not padding: 0 when all of it is. */
export function beforePadding(bytes: Bytes): number {
  for (let end = bytes.size; end > 0; end -= WINDOW_BYTES) {
    const start = Math.max(0, end - WINDOW_BYTES);
    const window = bytes.at(start, end - start);
    for (let i = window.length; i > 0; i -= 1) {
      if (PADDING[window[i - 1] ?? 0] === 0) return start + i;
    }
  }
  return 0;
}

/**
 * Whether what follows a document from an offset on is another file that somebody could open or run: the second half of
 * a polyglot. Everything else is let be, because cameras do append: further pictures (CIPA DC-007), films, vendors'
 * notes.
 */
export function hidesForeignFile(bytes: Bytes, from: number): boolean {
  const start = afterPadding(bytes, from);
  const head = bytes.at(start, 8).toString('hex');
  if (FOREIGN_STARTS.some((magic) => head.startsWith(magic))) return true;
  for (let offset = start; offset < bytes.size; offset += WINDOW_BYTES - OVERLAP) {
    if (FOREIGN_TEXT.test(bytes.at(offset, WINDOW_BYTES).toString('latin1'))) return true;
  }
  return false;
}

/**
 * Whether an unzip program finds an archive in this content. They look for its directory from the end of a file and
 * forgive anything before it, so that a picture or PDF may be an archive (a JAR, say) as well: only a record whose
 * directory is where it says counts (APPNOTE 4.3.16), not four bytes that happen to look like one.
 */
export function readsAsZip(bytes: Bytes): boolean {
  const tailStart = Math.max(0, bytes.size - END_OF_ZIP_BYTES - ZIP_COMMENT_BYTES);
  const tail = bytes.at(tailStart, bytes.size - tailStart);
  let index = tail.lastIndexOf(END_OF_ZIP);
  for (let records = 0; index >= 0 && records < MAX_ZIP_RECORDS; records += 1) {
    const record = tail.subarray(index, index + END_OF_ZIP_BYTES);
    if (record.length === END_OF_ZIP_BYTES) {
      const length = record.readUInt32LE(12);
      const directory = tailStart + index - length;
      const isEmpty = length === 0 && record.readUInt16LE(10) === 0 && record.readUInt32LE(16) === 0;
      if (isEmpty || (directory >= 0 && bytes.at(directory, 4).toString('hex') === '504b0102')) return true;
    }
    index = index === 0 ? -1 : tail.lastIndexOf(END_OF_ZIP, index - 1);
  }
  return false;
}
