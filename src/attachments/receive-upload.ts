import { rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import type Upload from 'graphql-upload/Upload.mjs';
import { badInput, type Refusal } from '../graphql/errors.js';
import type { Text } from '../locale.js';
import type { AttachmentStore } from './attachment-store.js';
import { LARGEST_FIELD, LARGEST_FILE, LARGEST_UPLOAD, MOST_FILES } from './limits.js';
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
      if (this.claimed.has(file)) throw badInput('input.attachments', ONCE);
      this.claimed.add(file);
    }
    this.gate.resolve();
    return (await Promise.all(files)) as SpooledFile[];
  }

  /** Ends the request: what is still to come is not written, and what was spooled and not kept is removed. */
  async end(): Promise<void> {
    this.fail(badInput('body', CUT));
    clearTimeout(this.timer);
    await Promise.all(this.spooling);
    const left = this.places.flatMap((path) => [path, contentPathOf(path)]);
    await Promise.all(left.map((path) => rm(path, { force: true })));
  }

  private listen(): void {
    const { body, parser } = this;
    body.on('data', (chunk: Buffer) => this.count(chunk.length));
    body.on('error', () => this.fail(badInput('body', CUT)));
    body.on('close', () => {
      if (!body.readableEnded) this.fail(badInput('body', CUT));
    });
    parser.on('field', (name, value, { valueTruncated }) =>
      this.attempt(() => {
        if (valueTruncated) throw badInput(name === 'map' ? 'map' : 'operations', TOO_LONG);
        this.readField(name, value);
      }),
    );
    parser.on('file', (name, stream, { filename, mimeType, encoding }) => {
      // Its end reaches us through the file's promise; without a listener it would end the process.
      stream.on('error', () => undefined);
      this.attempt(() => this.receive(name, stream, { filename: filename ?? '', mimetype: mimeType, encoding }));
    });
    parser.on('filesLimit', () => this.fail(tooManyFiles('map')));
    parser.on('fieldsLimit', () => this.fail(badInput('body', MALFORMED)));
    parser.on('partsLimit', () => this.fail(badInput('body', MALFORMED)));
    parser.on('error', () => this.fail(badInput('body', MALFORMED)));
    parser.on('close', () => this.finish());
  }

  private readField(name: string, value: string): void {
    if (name === 'operations' && !this.written) this.written = readOperations(value);
    else if (name === 'map' && this.written && !this.uploads) {
      this.uploads = placeUploads(value, this.written);
      this.read.resolve(this.written);
    } else throw badInput('body', MALFORMED);
  }

  private receive(
    name: string,
    stream: Readable,
    { filename, mimetype, encoding }: Pick<FileUpload, 'filename' | 'mimetype' | 'encoding'>,
  ): void {
    const upload = this.uploads?.get(name);
    if (!upload || this.arrived.has(upload)) throw badInput('map', UNNAMED);
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
    if (!this.uploads) this.fail(badInput('body', MALFORMED));
    for (const upload of this.uploads?.values() ?? []) {
      if (!this.arrived.has(upload)) upload.reject(badInput('map', MISSING));
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
    this.fail(badInput('body', CUT));
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

function createParser(headers: IncomingHttpHeaders): busboy.Busboy {
  try {
    return busboy({
      headers,
      defParamCharset: 'utf8',
      limits: {
        fieldNameSize: 100,
        fieldSize: LARGEST_FIELD,
        fields: 2,
        // It calls a file that is as large as the limit too large.
        fileSize: LARGEST_FILE + 1,
        files: MOST_FILES,
        // It counts the end as well; what is neither field nor file has no other limit.
        parts: MOST_FILES + 4,
        headerPairs: 20,
      },
    });
  } catch {
    throw badInput('body', MALFORMED);
  }
}

const MALFORMED: Text = {
  it: 'non è una richiesta GraphQL multipart: richiede operations, poi map, poi i file.',
  en: 'is no GraphQL multipart request: it takes operations, then map, then the files.',
};
const TOO_LONG: Text = { it: 'è troppo lungo.', en: 'is too long.' };
const CUT: Text = { it: 'è finito prima del previsto.', en: 'ended before it was complete.' };
const UNNAMED: Text = {
  it: 'richiede il nome di ogni file inviato, ciascuno una volta sola.',
  en: 'takes the name of every file that is sent, each once.',
};
const MISSING: Text = { it: 'nomina un file che non è stato inviato.', en: 'names a file that was not sent.' };
const ONCE: Text = {
  it: 'un file si allega a un solo messaggio: lo invii una volta per ciascuno.',
  en: 'a file is attached to one message: send it once for each.',
};
