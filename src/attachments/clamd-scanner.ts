import { createReadStream } from 'node:fs';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { ClamdAddress } from '../settings.js';

/** How long clamd may say nothing, in milliseconds: it looks at the largest file in a few seconds. */
const PATIENCE = 30_000;
const LONGEST_ANSWER = 4_096;

/** clamd could not be reached, did not answer in time, or answered something that is no verdict. */
export class ScannerUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScannerUnavailable';
  }
}

/** Hands files to clamd, which looks for viruses in them. */
export class ClamdScanner {
  constructor(
    private readonly address: ClamdAddress,
    private readonly patience = PATIENCE,
  ) {}

  /** The name of the virus in a file, or null when there is none. Throws ScannerUnavailable: then nothing is known. */
  async findVirus(path: string): Promise<string | null> {
    const answer = (await this.ask(path)).replace(/[\0\s]+$/, '');
    if (answer === 'stream: OK') return null;
    const [, virus] = /^stream: (.+) FOUND$/.exec(answer) ?? [];
    if (virus === undefined) throw new ScannerUnavailable(`clamd answered “${answer}”`);
    return virus;
  }

  /** One command in a connection of its own, as clamd's manual has it: INSTREAM. */
  private ask(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.address);
      const source = Readable.from(instream(path));
      let answer = '';
      const end = (error?: unknown) => {
        source.destroy();
        socket.destroy();
        // What clamd had to say counts, also when it then cut the line: a file that is too large for it, say.
        if (answer !== '') resolve(answer);
        else reject(new ScannerUnavailable(error instanceof Error ? error.message : 'clamd ended without an answer'));
      };
      socket.setTimeout(this.patience, () => end(new Error('clamd has not answered in time')));
      socket.setEncoding('utf8');
      socket.on('data', (text) => {
        answer += text;
        if (answer.includes('\0') || answer.length > LONGEST_ANSWER) end();
      });
      socket.on('error', end);
      socket.on('close', () => end());
      // A file that cannot be read is not clean.
      source.on('error', (error) => {
        answer = '';
        end(error);
      });
      source.pipe(socket, { end: false });
    });
  }
}

/** The command, then pieces that each say how long they are, then one that is empty. */
async function* instream(path: string): AsyncGenerator<Buffer> {
  yield Buffer.from('zINSTREAM\0');
  for await (const chunk of createReadStream(path)) yield Buffer.concat([lengthOf(chunk), chunk]);
  yield lengthOf(Buffer.alloc(0));
}

function lengthOf(chunk: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(chunk.length);
  return length;
}
