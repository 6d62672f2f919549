import type { Bytes } from '../bytes.js';
import { type ImageFacts, imageFacts } from './image-facts.js';

/** Bytes of one value of each field type (TIFF 6.0, section 2); IFD (13) is of TIFF technical note 1. */
const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};
const WIDTH = 256;
const HEIGHT = 257;
/** Tags that say where pixels are, each with the tag of their lengths: strips, tiles, and an old JPEG stream. */
const PIXELS: ReadonlyArray<readonly [number, number]> = [
  [273, 279],
  [324, 325],
  [513, 514],
];
const MAX_PAGES = 1_000;
const MAX_STRIPS = 200_000;

interface Field {
  type: number;
  count: number;
  /** Where its values are: in the entry itself when they fit four bytes. */
  at: number;
  end: number;
}

class TiffReader {
  constructor(
    private readonly bytes: Bytes,
    private readonly little: boolean,
  ) {}

  number(offset: number, length: number): number {
    const slice = this.bytes.at(offset, length);
    if (slice.length < length) return -1;
    return this.little ? slice.readUIntLE(0, length) : slice.readUIntBE(0, length);
  }

  field(entry: number): Field | undefined {
    const type = this.number(entry + 2, 2);
    const count = this.number(entry + 4, 4);
    const length = (TYPE_BYTES[type] ?? 1) * count;
    const at = length <= 4 ? entry + 8 : this.number(entry + 8, 4);
    const end = at + length;
    return count < 0 || at < 0 || end > this.bytes.size ? undefined : { type, count, at, end };
  }

  value(field: Field, index: number): number {
    const length = field.type === 3 ? 2 : 4;
    return index < field.count ? this.number(field.at + index * length, length) : -1;
  }
}

/** Furthest offset that the pixels of a page reach; 0 when it has none, -1 when they lie outside of the content. */
function pixelsEnd(tiff: TiffReader, size: number, fields: ReadonlyMap<number, Field>): number {
  let furthest = 0;
  for (const [offsets, lengths] of PIXELS) {
    const at = fields.get(offsets);
    const long = fields.get(lengths);
    if (!at || !long) continue;
    if (at.count > MAX_STRIPS || at.count !== long.count) return -1;
    for (let i = 0; i < at.count; i += 1) {
      const length = tiff.value(long, i);
      if (length > 0) furthest = Math.max(furthest, tiff.value(at, i) + length);
    }
  }
  return furthest > size ? -1 : furthest;
}

/**
 * Walks the pages of a TIFF (TIFF 6.0): each must have its directory and fields inside the content, the first one its
 * dimensions and pixels. There is no end marker, so the end is the furthest byte that a page refers to. Undefined when
 * it cannot be decoded.
 */
export function readTiff(bytes: Bytes): ImageFacts | undefined {
  const tiff = new TiffReader(bytes, bytes.byte(0) === 0x49);
  let first: [number, number] | undefined;
  let end = 8;
  let directory = tiff.number(4, 4);
  for (let page = 0; directory !== 0; page += 1) {
    const entries = tiff.number(directory, 2);
    const next = directory + 2 + 12 * entries;
    if (page >= MAX_PAGES || directory < 8 || entries < 1 || next + 4 > bytes.size) return undefined;
    const fields = new Map<number, Field>();
    for (let i = 0; i < entries; i += 1) {
      const entry = directory + 2 + 12 * i;
      const field = tiff.field(entry);
      if (!field) return undefined;
      fields.set(tiff.number(entry, 2), field);
      end = Math.max(end, field.end);
    }
    const pixels = pixelsEnd(tiff, bytes.size, fields);
    if (pixels < 0) return undefined;
    end = Math.max(end, next + 4, pixels);
    if (!first) {
      const [width, height] = [fields.get(WIDTH), fields.get(HEIGHT)];
      if (!width || !height || pixels === 0) return undefined;
      first = [tiff.value(width, 0), tiff.value(height, 0)];
    }
    directory = tiff.number(next, 4);
  }
  return first && imageFacts(first[0], first[1], end);
}
