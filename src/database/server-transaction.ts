import type { Connection } from 'mysql2';
import type { QueryRunner } from 'typeorm';
import type { Parameter } from './database.js';

/** Runs a prepared statement on a connection of a server. Past TypeORM, which costs more than the statement does. */
export const execute = <Row>(
  connection: Connection,
  sql: string,
  values: Parameter[],
  options: { dateStrings?: boolean } = {},
): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    connection.execute({ sql, values, ...options }, (error, rows) => (error ? reject(error) : resolve(rows as Row[])));
  });

/** Does work in a transaction of a server: what it wrote is committed, or rolled back when it or the commit fails. */
export async function serverTransaction<T>(
  runner: Pick<QueryRunner, 'isTransactionActive'>,
  connection: Connection,
  work: () => Promise<T>,
): Promise<T> {
  const state: { isTransactionActive: boolean } = runner;
  await send(connection, 'START TRANSACTION');
  // Or TypeORM would begin one of its own for what it saves, and so commit this one.
  state.isTransactionActive = true;
  try {
    const result = await work();
    await send(connection, 'COMMIT');
    return result;
  } catch (error) {
    // A connection of which nobody knows whether it still holds locks must not go back to the pool.
    await send(connection, 'ROLLBACK').catch(() => connection.destroy());
    throw error;
  } finally {
    state.isTransactionActive = false;
  }
}

const send = (connection: Connection, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(sql, (error: unknown) => (error ? reject(error) : resolve()));
  });
