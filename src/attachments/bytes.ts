import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Content that is looked at in windows, by absolute offset. Reads are synchronous on purpose: content is inspected on a
 * thread of its own (inspect-worker.ts), where a format reader may then be straight-line code.
 */
export interface Bytes {
  /** Length of the whole content in bytes. */
  readonly size: number;
  /** The bytes from offset on: as many as asked for, or fewer where the content ends. */
  at(offset: number, length: number): Buffer;
  /** The byte at offset, or -1 outside the content. */
  byte(offset: number): number;
}

/** How much of a file is in memory at a time, in bytes. */
export const WINDOW_BYTES = 65_536;

/** Content that is in memory already, as the document taken out of a P7M is. */
export class MemoryBytes implements Bytes {
  readonly size: number;

  constructor(private readonly content: Buffer) {
    this.size = content.length;
  }

  at(offset: number, length: number): Buffer {
    return this.content.subarray(offset, offset + length);
  }

  byte(offset: number): number {
    return this.content[offset] ?? -1;
  }
}

/** Content in a file, of which one window is in memory. Must be closed. Throws what node:fs throws. */
export class FileBytes implements Bytes {
  readonly size: number;
  private readonly descriptor: number;
  private window: Buffer = Buffer.alloc(0);
  private windowStart = 0;

  constructor(path: string) {
    this.descriptor = openSync(path, 'r');
    this.size = fstatSync(this.descriptor).size;
  }

  at(offset: number, length: number): Buffer {
    const start = offset - this.windowStart;
    if (start >= 0 && start + length <= this.window.length) return this.window.subarray(start, start + length);
    this.moveTo(offset, Math.max(length, WINDOW_BYTES));
    return this.window.subarray(0, length);
  }

  byte(offset: number): number {
    const index = offset - this.windowStart;
    if (index >= 0 && index < this.window.length) return this.window[index] ?? -1;
    if (offset < 0 || offset >= this.size) return -1;
    this.moveTo(offset, WINDOW_BYTES);
    return this.window[0] ?? -1;
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private moveTo(offset: number, length: number): void {
    // A window of its own each time: a slice that a caller still holds never changes under it.
    const window = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.size - offset)));
    let filled = 0;
    while (filled < window.length) {
      const count = readSync(this.descriptor, window, filled, window.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    this.window = window.subarray(0, filled);
    this.windowStart = offset;
  }
}

/** The unsigned big-endian number of 2 or 4 bytes at offset, or -1 where the content ends before. */
export function bigEndian(bytes: Bytes, offset: number, length: 2 | 4): number {
  const slice = bytes.at(offset, length);
  return slice.length < length ? -1 : slice.readUIntBE(0, length);
}

/** The unsigned little-endian number of 2, 3 or 4 bytes at offset, or -1 where the content ends before. */
export function littleEndian(bytes: Bytes, offset: number, length: 2 | 3 | 4): number {
  const slice = bytes.at(offset, length);
  return slice.length < length ? -1 : slice.readUIntLE(0, length);
}

/** Four letters at offset, as chunks and boxes are named; shorter where the content ends. */
export const fourLetters = (bytes: Bytes, offset: number): string => bytes.at(offset, 4).toString('latin1');
