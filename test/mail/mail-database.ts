import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { openDataSource } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { app } from '../support/app.js';
import { TestClock } from '../support/clock.js';

/** Whether the tests run on a server, where several processes can share the database. */
export const ON_SERVER = process.env.DATABASE_URL?.startsWith('mysql:') ?? false;

/** A database of a test's own, where the service under test delivers nothing. */
export interface MailDatabase {
  /** Its DATABASE_URL. */
  url: string;
  database: Database;
  clock: TestClock;
  /** Another process on the same database: a second pool; on the embedded engine the same one. */
  another(): Promise<Database>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** Makes an empty, migrated database on the engine that the tests run on, and a clock that stands still. */
export async function openMailDatabase(): Promise<MailDatabase> {
  const clock = new TestClock();
  clock.stopAt(new Date('2026-03-02T09:00:00.000Z'));
  const { settings } = app();
  const { url, drop } = await makeDatabase();
  const opened: Database[] = [];
  const open = async () => {
    const made = new Database(await openDataSource(url), { clock: clock.now, settings });
    await made.open();
    opened.push(made);
    return made;
  };
  const database = await open();
  return {
    url,
    database,
    clock,
    another: () => (ON_SERVER ? open() : Promise.resolve(database)),
    empty: () => database.transaction(async (tx) => void (await tx.manager.query('DELETE FROM mails'))),
    close: async () => {
      for (const each of opened) await each.close();
      await drop();
    },
  };
}

/** A database beside the one that the service under test uses. */
async function makeDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const base = process.env.DATABASE_URL ?? '';
  const suffix = `_${randomUUID().slice(0, 8)}`;
  if (!ON_SERVER) {
    const file = `${base.slice('sqlite:'.length)}${suffix}`;
    const files = ['', '-wal', '-shm'].map((end) => file + end);
    return {
      url: `sqlite:${file}`,
      drop: async () => void (await Promise.all(files.map((each) => rm(each, { force: true })))),
    };
  }
  const run = async (statement: string) => {
    const connection = await createConnection({ uri: base });
    await connection.query(statement).finally(() => connection.end());
  };
  const url = new URL(base);
  const name = url.pathname.slice(1) + suffix;
  url.pathname = `/${name}`;
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return { url: url.href, drop: () => run(`DROP DATABASE ${name}`) };
}
