import { totalmem } from 'node:os';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { withoutDatabase } from './seed/fill.js';
import type { Undo } from './undo.js';

const MEBIBYTE = 2 ** 20;

/** As much as holds the filled database, unless that is more than a quarter of the machine. */
const WANTED = Math.min(3_072, Math.floor(totalmem() / 4 / (128 * MEBIBYTE)) * 128) * MEBIBYTE;

interface SizeRow extends RowDataPacket {
  bytes: number;
}

interface StatusRow extends RowDataPacket {
  Value: string;
}

interface IndexRow extends RowDataPacket {
  tableName: string;
  indexName: string;
}

/**
 * Gives the database memory for its pages until the run ends, when it has less than holds them: by default it has 128 MiB,
 * and what would be measured is the disk. Tells the size during the run, in words.
 */
export async function giveMemory(databaseUrl: string, undo: Undo, tell: (line: string) => void): Promise<string> {
  const server = await createConnection({ uri: withoutDatabase(databaseUrl) });
  try {
    const before = await sizeOf(server);
    if (before < WANTED && (await resize(server, WANTED, tell))) {
      undo.later(() => putBack(databaseUrl, before, tell));
    }
    const bytes = await sizeOf(server);
    const words = `${Math.round(bytes / MEBIBYTE)} MiB for its pages`;
    return bytes < WANTED ? `${words}, less than it should have` : words;
  } finally {
    await server.end();
  }
}

async function putBack(databaseUrl: string, bytes: number, tell: (line: string) => void): Promise<void> {
  const server = await createConnection({ uri: withoutDatabase(databaseUrl) });
  try {
    await resize(server, bytes, tell);
  } finally {
    await server.end();
  }
}

async function sizeOf(server: Connection): Promise<number> {
  const [[{ bytes }]] = await server.query<SizeRow[]>('SELECT @@innodb_buffer_pool_size AS bytes');
  return Number(bytes);
}

/** Whether the size could be set: not every user may. */
async function resize(server: Connection, bytes: number, tell: (line: string) => void): Promise<boolean> {
  try {
    await server.query('SET GLOBAL innodb_buffer_pool_size = ?', [bytes]);
  } catch (error) {
    tell(`The memory of the database stays as it is: ${String(error)}`);
    return false;
  }
  await settled(server);
  tell(`The database has ${Math.round((await sizeOf(server)) / MEBIBYTE)} MiB for its pages`);
  return true;
}

/** Servers that resize in the background say when they are done; others are done already and say nothing. */
async function settled(server: Connection): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const [rows] = await server.query<StatusRow[]>("SHOW STATUS LIKE 'Innodb_buffer_pool_resize_status'");
    if (/^(completed|size did not change|$)/i.test(rows[0]?.Value ?? '')) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** Reads every index of every table once, so that nothing comes from the disk for the first time while it is measured. */
export async function warmTables(databaseUrl: string): Promise<void> {
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const [indexes] = await connection.query<IndexRow[]>(
      `SELECT DISTINCT TABLE_NAME AS tableName, INDEX_NAME AS indexName
         FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()`,
    );
    for (const { tableName, indexName } of indexes) {
      await connection.query('SELECT COUNT(*) FROM ?? FORCE INDEX (??)', [tableName, indexName]);
    }
  } finally {
    await connection.end();
  }
}
