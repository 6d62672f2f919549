import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';
import type { DataSource, QueryRunner } from 'typeorm';
import { within } from './within.js';

/** How long a database server may keep us waiting, in milliseconds. */
export interface Patience {
  /** For a connection, be it a free one or a new one. */
  connection: number;
  /** For a sign of life while a statement runs. Longer than a lock is waited for, or locks would look like silence. */
  answer: number;
  /** For all that tells whether the service is ready. */
  readiness: number;
}

/** What the service waits: its own clients have given up after half a minute. */
export const PATIENCE: Patience = { connection: 15_000, answer: 15_000, readiness: 3_000 };

/** How long a statement waits for somebody else's lock, in seconds. The server's own 50 are longer than any client waits. */
const LOCK_WAIT = 10;

/** Connections that have been told how long to wait for a lock, and how transactions see each other. */
const prepared = new WeakSet<object>();

/**
 * Does work on a connection of a server, which goes back to the pool afterwards. A network that goes silent would keep
 * the work for ever, and one connection after the other with it: a connection that says nothing for too long while it is
 * in use is closed, which fails what runs on it, and the pool opens another.
 */
export async function withConnection<T>(
  dataSource: DataSource,
  patience: Patience,
  work: (runner: QueryRunner, connection: Connection) => Promise<T>,
): Promise<T> {
  const runner = dataSource.createQueryRunner();
  const connecting: Promise<Connection & { stream: Socket }> = runner.connect();
  const connection = await within(patience.connection, connecting).catch((error) => {
    // Whenever it comes after all, it goes back at once.
    connecting.then(() => runner.release()).catch(() => undefined);
    throw error;
  });
  const { stream } = connection;
  const giveUp = () => stream.destroy(new Error('The database has been silent for too long'));
  stream.setTimeout(patience.answer, giveUp);
  try {
    if (!prepared.has(connection)) {
      await runner.query(`SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT}`);
      await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    }
    prepared.add(connection);
    return await work(runner, connection);
  } finally {
    stream.setTimeout(0, giveUp);
    await runner.release();
  }
}
