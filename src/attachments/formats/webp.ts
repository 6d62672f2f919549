import { type Bytes, fourLetters, littleEndian } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

const MAX_CHUNKS = 10_000;

/** Dimensions of a lossy key frame (RFC 6386, 9.1): 14 bits each, after the start code. */
function lossy(bytes: Bytes, offset: number): [number, number] {
  if (bytes.at(offset + 3, 3).toString('hex') !== '9d012a') return [0, 0];
  return [littleEndian(bytes, offset + 6, 2) & 0x3fff, littleEndian(bytes, offset + 8, 2) & 0x3fff];
}

/** Dimensions of a lossless image (RFC 9649, 3.4): 14 bits each, less one, packed after the signature byte. */
function lossless(bytes: Bytes, offset: number): [number, number] {
  const packed = littleEndian(bytes, offset + 1, 4);
  if (bytes.byte(offset) !== 0x2f || packed < 0) return [0, 0];
  return [(packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1];
}

/** Dimensions of the canvas of an extended file (RFC 9649, 2.7): 24 bits each, less one. */
const canvas = (bytes: Bytes, offset: number): [number, number] => [
  littleEndian(bytes, offset + 4, 3) + 1,
  littleEndian(bytes, offset + 7, 3) + 1,
];

/**
 * Walks the chunks of a WebP, which must fill what its RIFF header announces and hold pixels (RFC 9649). Undefined when
 * it cannot be decoded.
 */
export function readWebp(bytes: Bytes): ImageFacts | undefined {
  const end = 8 + littleEndian(bytes, 4, 4);
  if (end > bytes.size) return undefined;
  let size: [number, number] | undefined;
  let hasPixels = false;
  let offset = 12;
  for (let chunks = 0; chunks < MAX_CHUNKS && offset < end; chunks += 1) {
    const type = fourLetters(bytes, offset);
    const length = littleEndian(bytes, offset + 4, 4);
    const data = offset + 8;
    if (length < 0 || data + length > end) return undefined;
    if (type === 'VP8X') size ??= canvas(bytes, data);
    if (type === 'VP8 ') size ??= lossy(bytes, data);
    if (type === 'VP8L') size ??= lossless(bytes, data);
    hasPixels ||= ['VP8 ', 'VP8L', 'ANMF'].includes(type) && length >= 5;
    // Chunks are padded to even length.
    offset = data + length + (length % 2);
  }
  return size && hasPixels && offset >= end ? imageFacts(size[0], size[1], end) : undefined;
}
