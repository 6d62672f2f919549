import { crc32 } from 'node:zlib';
import { type Bytes, bigEndian, fourLetters } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

/** First eight bytes of every PNG (ISO/IEC 15948, 5.2). */
export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * More chunks than any encoder writes into 25 MB (8 KB each is the smallest common size); fewer than take noticeable
 * time.
 */
const MAX_CHUNKS = 100_000;

/**
 * Walks a PNG from IHDR, whose checksum must be right, over at least one IDAT to IEND (ISO/IEC 15948, 11.2). Undefined
 * when it cannot be decoded.
 */
export function readPng(bytes: Bytes): ImageFacts | undefined {
  if (bigEndian(bytes, 8, 4) !== 13 || fourLetters(bytes, 12) !== 'IHDR') return undefined;
  if (crc32(bytes.at(12, 17)) !== bigEndian(bytes, 29, 4)) return undefined;
  const width = bigEndian(bytes, 16, 4);
  const height = bigEndian(bytes, 20, 4);
  let hasPixels = false;
  let offset = 33;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const length = bigEndian(bytes, offset, 4);
    const type = fourLetters(bytes, offset + 4);
    const next = offset + 12 + length;
    if (length < 0 || next > bytes.size || !/^[A-Za-z]{4}$/.test(type)) return undefined;
    if (type === 'IDAT' && length > 0) hasPixels = true;
    if (type === 'IEND') return hasPixels && length === 0 ? imageFacts(width, height, next) : undefined;
    offset = next;
  }
  return undefined;
}
