import { type Bytes, littleEndian } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** Bytes of a colour table, from the packed field that announces it (GIF89a, 18 and 20). */
const colourTable = (packed: number): number => (packed & 0x80 ? 3 * 2 ** ((packed & 0x07) + 1) : 0);

/**
 * Offset after a run of data sub-blocks, its terminator included (GIF89a, 15); undefined when the content ends before.
 */
function afterSubBlocks(bytes: Bytes, start: number): number | undefined {
  let offset = start;
  while (offset < bytes.size) {
    const length = bytes.byte(offset);
    offset += 1 + length;
    if (length === 0) return offset;
  }
  return undefined;
}

/** Walks a GIF over at least one image to its trailer (GIF89a specification). Undefined when it cannot be decoded. */
export function readGif(bytes: Bytes): ImageFacts | undefined {
  const width = littleEndian(bytes, 6, 2);
  const height = littleEndian(bytes, 8, 2);
  let offset: number | undefined = 13 + colourTable(bytes.byte(10));
  let hasImage = false;
  while (offset !== undefined) {
    const block = bytes.byte(offset);
    if (block === TRAILER) return hasImage ? imageFacts(width, height, offset + 1) : undefined;
    if (block === EXTENSION) {
      offset = afterSubBlocks(bytes, offset + 2);
    } else if (block === IMAGE) {
      hasImage ||= littleEndian(bytes, offset + 5, 2) > 0 && littleEndian(bytes, offset + 7, 2) > 0;
      // After the descriptor and its colours one byte of code size precedes the pixels.
      offset = afterSubBlocks(bytes, offset + 10 + colourTable(bytes.byte(offset + 9)) + 1);
    } else {
      return undefined;
    }
  }
  return undefined;
}
