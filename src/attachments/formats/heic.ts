import { type Bytes, bigEndian, fourLetters } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

/** Brands of still images coded with HEVC (ISO/IEC 23008-12, annex B). AVIF and sequences have others. */
const HEVC_STILL = new Set(['heic', 'heix', 'heim', 'heis']);
const MAX_BOXES = 20_000;
const MAX_BRANDS = 64;

interface Box {
  type: string;
  start: number;
  end: number;
}

/**
 * Boxes between two offsets (ISO/IEC 14496-12, 4.2), as far as there are any; undefined when one is broken. Only media
 * data may have length 0 and so reach to the end: zeros after the last box are padding.
 */
function boxes(bytes: Bytes, from: number, to: number): Box[] | undefined {
  const found: Box[] = [];
  let offset = from;
  while (offset < to) {
    let length = bigEndian(bytes, offset, 4);
    let start = offset + 8;
    const type = fourLetters(bytes, offset + 4);
    if (length === 1) {
      length = bigEndian(bytes, offset + 8, 4) * 2 ** 32 + bigEndian(bytes, offset + 12, 4);
      start = offset + 16;
    } else if (length === 0) {
      if (type !== 'mdat') break;
      length = to - offset;
    }
    const end = offset + length;
    if (end < start || end > to || found.length >= MAX_BOXES) return undefined;
    found.push({ type, start, end });
    offset = end;
  }
  return found;
}

/** Tells a HEIC by the brands of its first box: phones write `heic` or `mif1` first and the codec among the others. */
export function isHeic(bytes: Bytes): boolean {
  if (fourLetters(bytes, 4) !== 'ftyp') return false;
  const end = Math.min(bigEndian(bytes, 0, 4), 8 + 4 * MAX_BRANDS);
  for (let offset = 8; offset + 4 <= end; offset += 4) {
    if (offset !== 12 && HEVC_STILL.has(fourLetters(bytes, offset))) return true;
  }
  return false;
}

/**
 * Walks the boxes of a HEIC and takes the largest `ispe` of meta/iprp/ipco: of a picture made of tiles that is the
 * whole. Demands a primary item and media data (ISO/IEC 23008-12, 6). Undefined when it cannot be decoded.
 */
export function readHeic(bytes: Bytes): ImageFacts | undefined {
  const top = boxes(bytes, 0, bytes.size);
  const meta = top?.find((box) => box.type === 'meta');
  // meta, unlike the other containers, has four bytes of version and flags before its boxes.
  const inMeta = meta && boxes(bytes, meta.start + 4, meta.end);
  const properties = inMeta?.find((box) => box.type === 'iprp');
  const container = properties && boxes(bytes, properties.start, properties.end)?.find((box) => box.type === 'ipco');
  const inContainer = container && boxes(bytes, container.start, container.end);
  if (!top || !inMeta || !inContainer || !inMeta.some((box) => box.type === 'pitm')) return undefined;
  const media = [...top.filter((box) => box.type === 'mdat'), ...inMeta.filter((box) => box.type === 'idat')];
  if (!media.some((box) => box.end > box.start)) return undefined;
  let [width, height] = [0, 0];
  for (const box of inContainer.filter(({ type }) => type === 'ispe')) {
    const [boxWidth, boxHeight] = [bigEndian(bytes, box.start + 4, 4), bigEndian(bytes, box.start + 8, 4)];
    if (boxWidth * boxHeight > width * height) [width, height] = [boxWidth, boxHeight];
  }
  return imageFacts(width, height, top.at(-1)?.end ?? 0);
}
