import { Readable } from 'node:stream';
import { type AcceptedFile, acceptFiles } from '../attachments/accept-files.js';
import { SpooledFile, spool } from '../attachments/spooled-file.js';
import type { Parts } from '../context.js';
import type { DemoFile } from './correspondence/practice.js';
import { makePdf } from './make-pdf.js';

/** Makes the files of a message of the story, and has them accepted as those of anybody. */
export async function attachDemoFiles(
  parts: Pick<Parts, 'attachments' | 'clock' | 'log'>,
  files: readonly DemoFile[] = [],
): Promise<AcceptedFile[]> {
  const spooled = files.map(async ({ name, lines }) => {
    const path = parts.attachments.store.newPlace();
    const { size, sha256 } = await spool(Readable.from([makePdf(lines)]), path);
    return new SpooledFile(name, 'application/pdf', '7bit', path, size, sha256);
  });
  return acceptFiles(parts, await Promise.all(spooled));
}
