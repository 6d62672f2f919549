import type { Connection } from 'mysql2';
import type { QueryRunner } from 'typeorm';
import type { Parameter } from './database.js';

/** Runs a prepared statement on a connection of a server. Past TypeORM, which costs more than the statement does. */
export const execute = <Row>(connection: Connection, sql: string, parameters: Parameter[]): Promise<Row[]> =>
  new Promise((resolve, reject) => {
    connection.execute(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows as Row[])));
  });

/**
 * Does work in a transaction of a server: what it wrote is committed, or rolled back when it or the commit fails. What
 * TypeORM would tell its subscribers of a transaction of its own, they are told of this one. `work` is given what runs a
 * statement in it.
 */
export async function serverTransaction<T>(
  runner: QueryRunner,
  connection: Connection,
  work: (run: (sql: string, parameters: Parameter[]) => Promise<unknown>) => Promise<T>,
): Promise<T> {
  const state: { isTransactionActive: boolean } = runner;
  const { broadcaster } = runner;
  await send(connection, 'START TRANSACTION');
  // Or TypeORM would begin one of its own for what it saves, and so commit this one.
  state.isTransactionActive = true;
  try {
    const result = await work(async (sql, parameters) => {
      if (!sql.startsWith('SELECT')) await broadcaster.broadcast('BeforeQuery', sql, parameters);
      return execute(connection, sql, parameters);
    });
    await broadcaster.broadcast('BeforeTransactionCommit');
    await send(connection, 'COMMIT');
    state.isTransactionActive = false;
    return result;
  } catch (error) {
    // A connection of which nobody knows whether it still holds locks must not go back to the pool.
    await send(connection, 'ROLLBACK').catch(() => connection.destroy());
    state.isTransactionActive = false;
    await broadcaster.broadcast('AfterTransactionRollback');
    throw error;
  }
}

const send = (connection: Connection, sql: string): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.query(sql, (error: unknown) => (error ? reject(error) : resolve()));
  });
