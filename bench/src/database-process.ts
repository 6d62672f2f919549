import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

interface PlaceRow extends RowDataPacket {
  pidFile: string;
  folder: string;
}

/** The process of the database, when it runs on this machine and can be told. */
export async function findDatabaseProcess(databaseUrl: string): Promise<number | null> {
  if (!/^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(new URL(databaseUrl).hostname)) return null;
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const [[place]] = await connection.query<PlaceRow[]>('SELECT @@pid_file AS pidFile, @@datadir AS folder');
    const pid = Number(textOf(resolve(place.folder, place.pidFile)));
    if (isDatabase(pid)) return pid;
  } finally {
    await connection.end();
  }
  // Its own file is hidden from us, or tells the number that it has in a container.
  const running = readdirSync('/proc').map(Number).filter(isDatabase);
  return running.length === 1 ? running[0] : null;
}

const isDatabase = (pid: number): boolean => pid > 0 && /^(mariadbd|mysqld)\b/.test(textOf(`/proc/${pid}/comm`));

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
