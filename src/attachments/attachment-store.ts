import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { isId } from '../database/ids.js';
import { contentPathOf } from './spooled-file.js';

/** What of an attachment is stored: the file as it came, or the document inside a P7M. */
export type Part = 'file' | 'content';

/** A file on its way into the store. */
interface Incoming {
  id: string;
  /** Where it was spooled. */
  path: string;
  /** Whether the document inside stands beside it. */
  hasContent: boolean;
}

const INCOMING = 'incoming';

/**
 * The files of attachments, each by the random id of its row in a folder of ATTACHMENTS_DIR, and the spool folder of
 * this process, where files stay until it is known what they are. Both are on one disk, so that keeping is renaming.
 */
export class AttachmentStore {
  private readonly root: string;
  /** Nobody else writes here: the name says which machine and process it is of. */
  readonly spoolFolder: string;

  constructor(directory: string) {
    this.root = resolve(directory);
    this.spoolFolder = join(this.root, INCOMING, `${hostname()}-${process.pid}`);
  }

  /** Makes the folders and empties those that processes left which are no more. Throws when they cannot be written. */
  async open(): Promise<void> {
    await mkdir(join(this.root, INCOMING), { recursive: true, mode: 0o700 });
    for (const name of await readdir(join(this.root, INCOMING))) {
      const [, host, process] = /^(.+)-(\d+)$/.exec(name) ?? [];
      if (host === hostname() && !isOtherProcess(Number(process))) await removeAll(join(this.root, INCOMING, name));
    }
    await mkdir(this.spoolFolder, { recursive: true, mode: 0o700 });
  }

  /** Removes the spool folder: this process receives nothing any more. */
  async close(): Promise<void> {
    await removeAll(this.spoolFolder);
  }

  /** Where the next file can be spooled. */
  newPlace(): string {
    return join(this.spoolFolder, randomUUID());
  }

  /** Where a part of an attachment is kept. */
  pathOf(id: string, part: Part): string {
    const path = join(this.folderOf(id), id);
    return part === 'file' ? path : contentPathOf(path);
  }

  /**
   * Moves spooled files to where they are kept, so that they are there whatever happens from now on: a row may be
   * committed once this is done. What is on the disk is on it (fsync of files and folders).
   */
  async keep(files: readonly Incoming[]): Promise<void> {
    const folders = new Set(files.map(({ id }) => this.folderOf(id)));
    try {
      for (const folder of folders) {
        if (await mkdir(folder, { recursive: true, mode: 0o700 })) await flushFolder(this.root);
      }
      for (const { id, path, hasContent } of files) {
        await rename(path, this.pathOf(id, 'file'));
        if (hasContent) await rename(contentPathOf(path), this.pathOf(id, 'content'));
      }
      for (const folder of folders) await flushFolder(folder);
    } catch (error) {
      await this.remove(files.map(({ id }) => id));
      throw error;
    }
  }

  /** Removes the files of attachments that have no row, or have none any more. */
  async remove(ids: readonly string[]): Promise<void> {
    const parts: Part[] = ['file', 'content'];
    await Promise.all(ids.flatMap((id) => parts.map((part) => rm(this.pathOf(id, part), { force: true }))));
  }

  /** The ids of all that is kept, one folder at a time. */
  async *ids(): AsyncGenerator<string[]> {
    for (const folder of await readdir(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      const names = await readdir(join(this.root, folder));
      yield [...new Set(names.map((name) => name.replace(/\.content$/, '')).filter(isId))];
    }
  }

  /** The last two digits of an id are random: 256 folders of about the same size. */
  private folderOf(id: string): string {
    if (!isId(id)) throw new Error('A file of the store is asked for by what is no id');
    return join(this.root, id.slice(-2));
  }
}

const removeAll = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

async function flushFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether a process of this machine runs, and is not this one. One that may not be asked runs. */
function isOtherProcess(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
