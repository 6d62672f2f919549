import libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { entities } from './entities.js';
import { migrations } from './migrations/index.js';

/** Connections to MariaDB or MySQL that one process holds at most, and how many callers may wait for one. */
const POOL = { connectionLimit: 16, queueLimit: 2_000 };

/** Makes the data source of a DATABASE_URL, without connecting it. Asks a MySQL-like server for its version once. */
export async function openDataSource(databaseUrl: string): Promise<DataSource> {
  if (databaseUrl.startsWith('sqlite:')) return new DataSource(sqliteOptions(databaseUrl.slice('sqlite:'.length)));
  return new DataSource({ ...shared, ...mysqlOptions, type: await serverType(databaseUrl), url: databaseUrl });
}

const shared = {
  entities,
  migrations,
  migrationsTableName: 'migrations',
  migrationsTransactionMode: 'each',
} satisfies Partial<DataSourceOptions>;

const mysqlOptions = {
  charset: 'utf8mb4',
  timezone: 'Z',
  supportBigNumbers: true,
  connectTimeout: 10_000,
  poolSize: POOL.connectionLimit,
  extra: { queueLimit: POOL.queueLimit, enableKeepAlive: true, keepAliveInitialDelay: 10_000 },
} as const;

const sqliteOptions = (database: string): DataSourceOptions => ({
  ...shared,
  type: 'better-sqlite3',
  database,
  driver: libsql,
  enableWAL: true,
  timeout: 10_000,
});

/** TypeORM speaks two dialects: what the server says of itself decides, because MariaDB refuses some of MySQL's locks. */
async function serverType(databaseUrl: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: databaseUrl, connectTimeout: 10_000 });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return JSON.stringify(rows).toLowerCase().includes('mariadb') ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}
