import type { DocumentMediaType, MediaType } from './allowed-content.js';
import { P7M } from './allowed-content.js';
import { type Bytes, bigEndian, FileBytes, fourLetters, MemoryBytes } from './bytes.js';
import { type ContentRefusal, contentReasons, notAllowed } from './content-refusal.js';
import { readGif } from './formats/gif.js';
import { isHeic, readHeic } from './formats/heic.js';
import type { ImageFacts } from './formats/image-facts.js';
import { readJpeg } from './formats/jpeg.js';
import { pdfHeader, readPdf } from './formats/pdf.js';
import { PNG_SIGNATURE, readPng } from './formats/png.js';
import { readTiff } from './formats/tiff.js';
import { readWebp } from './formats/webp.js';
import { nameContent } from './name-content.js';
import { looksLikeP7m } from './p7m/decode-p7m.js';
import { afterPadding, hidesForeignFile, readsAsZip } from './trailing.js';

/** What content was found to be. A P7M is only told here; open-p7m.ts opens and verifies it. */
export type Recognition =
  | {
      ok: true;
      mediaType: MediaType;
      /** Pixels, of images. */
      width?: number;
      height?: number;
    }
  | ContentRefusal;

interface ImageFormat {
  mediaType: DocumentMediaType;
  starts: (bytes: Bytes) => boolean;
  read: (bytes: Bytes) => ImageFacts | undefined;
  /** Whether real files of this format carry more behind their end, as photographs do. */
  mayTrail: boolean;
}

const IMAGES: readonly ImageFormat[] = [
  {
    mediaType: 'image/jpeg',
    starts: (bytes) => bytes.at(0, 3).toString('hex') === 'ffd8ff',
    read: readJpeg,
    // Multi-picture and motion photographs, and what vendors write for themselves.
    mayTrail: true,
  },
  {
    mediaType: 'image/png',
    starts: (bytes) => bytes.at(0, 8).equals(PNG_SIGNATURE),
    read: readPng,
    mayTrail: false,
  },
  {
    mediaType: 'image/gif',
    starts: (bytes) => /^GIF8[79]a$/.test(bytes.at(0, 6).toString('latin1')),
    read: readGif,
    mayTrail: false,
  },
  {
    mediaType: 'image/webp',
    starts: (bytes) => fourLetters(bytes, 0) === 'RIFF' && fourLetters(bytes, 8) === 'WEBP',
    read: readWebp,
    mayTrail: false,
  },
  {
    mediaType: 'image/tiff',
    starts: (bytes) => [0x49492a00, 0x4d4d002a].includes(bigEndian(bytes, 0, 4)),
    read: readTiff,
    // The end of a TIFF is only the furthest byte that we know how to follow.
    mayTrail: true,
  },
  { mediaType: 'image/heic', starts: isHeic, read: readHeic, mayTrail: false },
];

function recogniseImage(bytes: Bytes, format: ImageFormat): Recognition {
  const { mediaType } = format;
  const facts = format.read(bytes);
  if (!facts) return notAllowed(mediaType, contentReasons.brokenImage);
  const foreign = format.mayTrail ? hidesForeignFile(bytes, facts.end) : afterPadding(bytes, facts.end) < bytes.size;
  if (foreign || readsAsZip(bytes)) return notAllowed(mediaType, contentReasons.twoFiles);
  return { ok: true, mediaType, width: facts.width, height: facts.height };
}

/**
 * Tells what content is by the content alone (R9): images must have a structure that leads from their head, over their
 * dimensions and pixels, to their end, PDFs a header and an end marker, and nothing may be two files in one. Anything
 * else is refused under the name it goes by.
 */
export async function recogniseBytes(bytes: Bytes): Promise<Recognition> {
  if (bytes.size === 0) return notAllowed('application/x-empty', contentReasons.empty);
  const image = IMAGES.find((format) => format.starts(bytes));
  if (image) return recogniseImage(bytes, image);
  if (pdfHeader(bytes) !== undefined) {
    if (!readPdf(bytes)) return notAllowed('application/pdf', contentReasons.brokenPdf);
    return readsAsZip(bytes)
      ? notAllowed('application/pdf', contentReasons.twoFiles)
      : { ok: true, mediaType: 'application/pdf' };
  }
  if (looksLikeP7m(bytes.at(0, 4_096))) return { ok: true, mediaType: P7M };
  const found = await nameContent(bytes);
  // A rare variant of what is allowed, as BigTIFF: to say that TIFF is allowed and TIFF is not would explain nothing.
  if (IMAGES.some((format) => format.mediaType === found)) return notAllowed(found, contentReasons.brokenImage);
  return notAllowed(found, contentReasons.otherFormat(found));
}

/** recogniseBytes for a file, given by its path, or for content in memory. Throws what node:fs throws. */
export async function recogniseContent(content: string | Buffer): Promise<Recognition> {
  if (typeof content !== 'string') return recogniseBytes(new MemoryBytes(content));
  const bytes = new FileBytes(content);
  try {
    return await recogniseBytes(bytes);
  } finally {
    bytes.close();
  }
}
