import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { app } from '../support/app.js';

/** The files that are in the spool folder now. */
export const spooled = (): string[] => readdirSync(app().service.parts.attachments.store.spoolFolder);

/** The names of all files that are kept. */
export function kept(): string[] {
  const { attachmentsDir } = app().settings;
  const folders = readdirSync(attachmentsDir).filter((name) => name !== 'incoming');
  return folders.flatMap((name) => readdirSync(join(attachmentsDir, name)));
}

/** Whether a part of an attachment is on the disk. */
export const isKept = (id: string, part: 'file' | 'content' = 'file'): boolean =>
  existsSync(app().service.parts.attachments.store.pathOf(id, part));

/** Settles when a condition holds; fails after some seconds. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 8_000; Date.now() < deadline; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Still not so: ${what}`);
}
