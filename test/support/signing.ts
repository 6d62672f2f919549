import { existsSync, readFileSync } from 'node:fs';
import type { Inspection } from '../../src/attachments/inspect-content.js';
import { Inspector } from '../../src/attachments/inspect-file.js';
import * as ids from './certificates.js';
import * as files from './files.js';

/** A document to sign. */
export const PDF = files.pdf('un modulo');

/** People who sign, the authority above them, openssl, and an inspector to hand the results to. */
export class SigningDesk extends ids.Workshop {
  readonly inspector = new Inspector();
  readonly authority = this.identity({ subject: '/C=IT/O=Prova S.p.A./CN=Prova CA', extensions: ids.AUTHORITY });
  readonly mario = this.identity({ subject: ids.MARIO, issuer: this.authority, algorithm: ids.RSA });
  readonly giulia = this.identity({ subject: ids.GIULIA, issuer: this.authority });
  readonly curve = this.identity({ subject: '/C=IT/CN=Curva', issuer: this.authority, algorithm: ids.EC_384 });

  /** What the inspector says of a file, and the document that it has taken out. */
  async inspect(content: Buffer): Promise<{ inspection: Inspection; document: Buffer | undefined }> {
    const innerPath = this.path();
    const request = { path: this.file(content), size: content.length, innerPath };
    const inspection = await this.inspector.inspectFile(request);
    return { inspection, document: existsSync(innerPath) ? readFileSync(innerPath) : undefined };
  }

  /** Envelopes one within the other, signed in turn, the innermost by Mario. */
  nested(levels: number, content = PDF): Buffer {
    return levels === 0
      ? content
      : this.sign(this.nested(levels - 1, content), [levels % 2 ? this.mario : this.giulia]);
  }

  override close(): void {
    super.close();
    void this.inspector.close();
  }
}

/** Base64 in lines of that length. */
export const inLines = (content: Buffer, length = 64, lineBreak = '\n'): Buffer =>
  Buffer.from((content.toString('base64').match(new RegExp(`.{1,${length}}`, 'g')) ?? []).join(lineBreak));

/** PEM under a heading. */
export const pem = (content: Buffer, heading: string, lineBreak = '\n'): Buffer =>
  Buffer.from(
    [`-----BEGIN ${heading}-----`, inLines(content, 64, lineBreak), `-----END ${heading}-----`, ''].join(lineBreak),
  );

/** The first occurrence replaced. */
export function replaced(content: Buffer, from: Buffer | string, to: Buffer | string): Buffer {
  const index = content.indexOf(from);
  if (index < 0) throw new Error('Nothing to replace');
  return Buffer.concat([content.subarray(0, index), Buffer.from(to), content.subarray(index + from.length)]);
}

/** One bit of one byte flipped, counted from the end when negative. */
export function flipped(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content);
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
