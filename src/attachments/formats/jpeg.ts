import { type Bytes, bigEndian, WINDOW_BYTES } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;

/** Start-of-frame markers carry the dimensions; C4, C8 and CC in their midst are tables (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Markers without a length: TEM and the restarts. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/** Offset of the next marker after entropy-coded data, in which FF is stuffed or starts a restart (T.81, B.1.1.5). */
function afterScan(bytes: Bytes, start: number): number {
  for (let offset = start; offset < bytes.size; offset += WINDOW_BYTES - 1) {
    const window = bytes.at(offset, WINDOW_BYTES);
    for (let i = 0; i + 1 < window.length; i += 1) {
      if (window[i] !== 0xff) continue;
      const next = window[i + 1] ?? 0;
      if (next !== 0x00 && next !== 0xff && !isBare(next)) return offset + i;
    }
  }
  return bytes.size;
}

/**
 * Walks a JPEG over its segments, a frame and at least one scan to the end-of-image marker (ITU-T T.81, annex B).
 * Cameras append previews and notes of their own after it: see trailing.ts. Undefined when it cannot be decoded.
 */
export function readJpeg(bytes: Bytes): ImageFacts | undefined {
  let offset = 2;
  let frame: { width: number; height: number } | undefined;
  let hasScan = false;
  while (offset < bytes.size) {
    if (bytes.byte(offset) !== 0xff) return undefined;
    const marker = bytes.byte(offset + 1);
    if (marker === 0xff) {
      offset += 1;
    } else if (isBare(marker)) {
      offset += 2;
    } else if (marker === END) {
      return frame && hasScan ? imageFacts(frame.width, frame.height, offset + 2) : undefined;
    } else {
      const length = bigEndian(bytes, offset + 2, 2);
      if (marker <= 0x00 || marker === START || length < 2) return undefined;
      if (isFrame(marker)) {
        frame ??= { height: bigEndian(bytes, offset + 5, 2), width: bigEndian(bytes, offset + 7, 2) };
      }
      offset += 2 + length;
      if (marker === SCAN) {
        if (!frame) return undefined;
        hasScan = true;
        offset = afterScan(bytes, offset);
      }
    }
  }
  return undefined;
}
