import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type busboy from 'busboy';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import type Upload from 'graphql-upload/Upload.mjs';
import type { Refusal } from '../graphql/errors.js';
import type { AttachmentStore } from './attachment-store.js';
import { LARGEST_UPLOAD } from './limits.js';
import { createParser } from './multipart-parser.js';
import { attachedTwice, cutShort, malformed, missing, tooLong, unnamed } from './multipart-refusal.js';
import { contentPathOf, SpooledFile, spool } from './spooled-file.js';
import { type Operations, placeUploads, readOperations } from './upload-map.js';
import { fileTooLarge, tooManyFiles, uploadTooLarge } from './upload-refusal.js';

/** How long a client may send nothing, in milliseconds. */
const PATIENCE = 60_000;

/**
 * One GraphQL multipart request while it comes in. Its operation is read first and can be refused while its files still
 * wait on the line: not a byte of them reaches the disk before `claim` asks for them.
 */
export class UploadRequest {
  /** The client stopped sending and will not go on. */
  stalled = false;

  private readonly parser: busboy.Busboy;
  private readonly timer: NodeJS.Timeout;
  private readonly read = deferred<Operations>();
  /** Files wait here until somebody wants them. */
  private readonly gate = deferred<void>();
  private written: Operations | undefined;
  private uploads: Map<string, Upload> | undefined;
  private readonly arrived = new Set<Upload>();
  private readonly claimed = new Set<Promise<FileUpload>>();
  private readonly places: string[] = [];
  private readonly spooling: Promise<void>[] = [];
  private received = 0;
  private failure: Refusal | undefined;

  /** Begins to read. Throws BAD_USER_INPUT when the header does not say where parts end. */
  constructor(
    private readonly body: Readable,
    headers: IncomingHttpHeaders,
    private readonly store: AttachmentStore,
  ) {
    this.parser = createParser(headers);
    this.timer = setTimeout(() => this.stall(), PATIENCE);
    this.listen();
    body.pipe(this.parser);
  }

  /** The operation, once it and its map have been read and found good. Rejects with a Refusal. */
  get operations(): Promise<Operations> {
    return this.read.promise;
  }

  /**
   * Takes the files of one message, in their order: from here on files are written to the spool folder. A file belongs to
   * one message. Rejects with what is wrong with any of them.
   */
  async claim(files: readonly Promise<FileUpload>[]): Promise<SpooledFile[]> {
    for (const file of files) {
      if (this.claimed.has(file)) throw attachedTwice();
      this.claimed.add(file);
    }
    this.gate.resolve();
    return (await Promise.all(files)) as SpooledFile[];
  }

  /** Ends the request: what is still to come is not written, and what was spooled and not kept is removed. */
  async end(): Promise<void> {
    this.fail(cutShort());
    clearTimeout(this.timer);
    await Promise.all(this.spooling);
    const left = this.places.flatMap((path) => [path, contentPathOf(path)]);
    await Promise.all(left.map((path) => rm(path, { force: true })));
  }

  private listen(): void {
    const { body, parser } = this;
    body.on('data', (chunk: Buffer) => this.count(chunk.length));
    body.on('error', () => this.fail(cutShort()));
    body.on('close', () => {
      if (!body.readableEnded) this.fail(cutShort());
    });
    parser.on('field', (name, value, { valueTruncated }) =>
      this.attempt(() => {
        if (valueTruncated) throw tooLong(name === 'map' ? 'map' : 'operations');
        this.readField(name, value);
      }),
    );
    parser.on('file', (name, stream, { filename, mimeType, encoding }) => {
      // Its end reaches us through the file's promise; without a listener it would end the process.
      stream.on('error', () => undefined);
      this.attempt(() => this.receive(name, stream, { filename: filename ?? '', mimetype: mimeType, encoding }));
    });
    parser.on('filesLimit', () => this.fail(tooManyFiles('map')));
    parser.on('fieldsLimit', () => this.fail(malformed()));
    parser.on('partsLimit', () => this.fail(malformed()));
    parser.on('error', () => this.fail(malformed()));
    parser.on('close', () => this.finish());
  }

  private readField(name: string, value: string): void {
    if (name === 'operations' && !this.written) this.written = readOperations(value);
    else if (name === 'map' && this.written && !this.uploads) {
      this.uploads = placeUploads(value, this.written);
      this.read.resolve(this.written);
    } else throw malformed();
  }

  private receive(
    name: string,
    stream: Readable,
    { filename, mimetype, encoding }: Pick<FileUpload, 'filename' | 'mimetype' | 'encoding'>,
  ): void {
    const upload = this.uploads?.get(name);
    if (!upload || this.arrived.has(upload)) throw unnamed();
    this.arrived.add(upload);
    stream.on('limit', () => this.fail(fileTooLarge(filename)));
    const path = this.store.newPlace();
    const whole = this.gate.promise.then(async () => {
      if (this.failure) throw this.failure;
      this.places.push(path);
      const { size, sha256 } = await spool(stream, path);
      if (this.failure) throw this.failure;
      upload.resolve(new SpooledFile(filename, mimetype, encoding, path, size, sha256));
    });
    this.spooling.push(whole.catch((error: unknown) => upload.reject(this.failure ?? error)));
  }

  /** Everything has come: what the map names and the request does not have never will. */
  private finish(): void {
    clearTimeout(this.timer);
    if (!this.uploads) this.fail(malformed());
    for (const upload of this.uploads?.values() ?? []) {
      if (!this.arrived.has(upload)) upload.reject(missing());
    }
  }

  private attempt(work: () => void): void {
    try {
      if (!this.failure) work();
    } catch (error) {
      this.fail(error as Refusal);
    }
  }

  /** Refuses all that has not come in yet. The rest of the body is read and thrown away, so that the client gets its answer. */
  private fail(reason: Refusal): void {
    if (this.failure) return;
    this.failure = reason;
    this.body.unpipe(this.parser);
    // Not now: this may be in the middle of what the parser does, and it does not expect to be ended there.
    setImmediate(() => {
      this.parser.destroy();
      this.body.resume();
    });
    this.read.reject(reason);
    for (const upload of this.uploads?.values() ?? []) upload.reject(reason);
    this.gate.resolve();
  }

  private count(bytes: number): void {
    this.received += bytes;
    if (!this.failure) this.timer.refresh();
    if (this.received > LARGEST_UPLOAD) this.fail(uploadTooLarge());
    // Who does not stop when told why is cut off.
    if (this.received > 2 * LARGEST_UPLOAD) this.body.destroy();
  }

  private stall(): void {
    this.stalled = true;
    this.fail(cutShort());
  }
}

/** A promise that is settled from outside. One that nobody waits for may be rejected. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<Value>((...settle) => {
    [resolve, reject] = settle;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
