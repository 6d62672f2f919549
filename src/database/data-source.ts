import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { beginWithTheLock } from './embedded-engine.js';
import { entities, subscribers } from './entities.js';
import { migrations } from './migrations/index.js';

/** Connections to MariaDB or MySQL that one process holds at most, and how many callers may wait for one. */
const POOL = { connectionLimit: 16, queueLimit: 2_000 };

/**
 * Prepared statements that each connection keeps at most. A server has 16,382 for all of its clients unless it is told
 * otherwise, and refuses the next; the length of a list is part of a statement, so there are ever new ones.
 */
const MOST_PREPARED = 250;

/**
 * How long a new connection may take, in milliseconds. Less than a caller waits for one: while it is being made it has
 * its place in the pool, and after a network that was silent nobody is served before it is given up.
 */
const CONNECT_TIMEOUT = 5_000;

/** Makes the data source of a DATABASE_URL, without connecting it. Asks a MySQL-like server for its version once. */
export async function openDataSource(databaseUrl: string): Promise<DataSource> {
  if (databaseUrl.startsWith('sqlite:')) return new DataSource(sqliteOptions(databaseUrl.slice('sqlite:'.length)));
  return new DataSource({ ...shared, ...mysqlOptions, type: await serverType(databaseUrl), url: databaseUrl });
}

const shared = {
  entities,
  subscribers,
  migrations,
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
} satisfies Partial<DataSourceOptions>;

const mysqlOptions = {
  charset: 'utf8mb4',
  timezone: 'Z',
  supportBigNumbers: true,
  connectTimeout: CONNECT_TIMEOUT,
  poolSize: POOL.connectionLimit,
  extra: {
    maxPreparedStatements: MOST_PREPARED,
    queueLimit: POOL.queueLimit,
    enableKeepAlive: true,
    keepAliveInitialDelay: 10_000,
  },
} as const;

const sqliteOptions = (database: string): DataSourceOptions => ({
  ...shared,
  type: 'better-sqlite3',
  database,
  driver: libsql,
  prepareDatabase: beginWithTheLock,
  enableWAL: true,
  // Waiting is done outside of the driver: see whenFree().
  timeout: 0,
});

/** TypeORM speaks two dialects: what the server says of itself decides, because MariaDB refuses some of MySQL's locks. */
async function serverType(databaseUrl: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: databaseUrl, connectTimeout: CONNECT_TIMEOUT });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return JSON.stringify(rows).toLowerCase().includes('mariadb') ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}
