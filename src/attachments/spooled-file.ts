import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';

/** A file that has come in whole and waits, flushed to disk, for what becomes of it. */
export class SpooledFile implements FileUpload {
  constructor(
    /** As the client sent it: not to be trusted, and never a name on our disk. */
    readonly filename: string,
    /** The client's word; nothing is decided by it. */
    readonly mimetype: string,
    readonly encoding: string,
    readonly path: string,
    /** Bytes. */
    readonly size: number,
    /** Hexadecimal. */
    readonly sha256: string,
  ) {}

  /** Where the document inside is put, if this is a P7M. */
  get contentPath(): string {
    return contentPathOf(this.path);
  }

  createReadStream = (): Readable => createReadStream(this.path);
}

/** The place beside a spooled file for the document that it may carry. */
export const contentPathOf = (path: string): string => `${path}.content`;

/** Writes a stream to a new file and flushes it; counts and hashes while it passes, so that it is never whole in memory. */
export async function spool(source: Readable, path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  const counted = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length;
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(source, counted, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }));
  return { size, sha256: hash.digest('hex') };
}

/** The SHA-256 of a file and how long it is, read in pieces. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
