import { createPool, type Pool } from 'mysql2/promise';

/** Connections as Stanza has them: as many, in UTC, reading what is committed. No stack is kept for an error to come. */
export function openPool(databaseUrl: string): Pool {
  const pool = createPool({
    uri: databaseUrl,
    charset: 'utf8mb4',
    timezone: 'Z',
    connectionLimit: 16,
    queueLimit: 2_000,
    enableKeepAlive: true,
    trace: false,
  });
  pool.on('connection', (connection) => {
    connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  return pool;
}
