import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { type Connection, createConnection } from 'mysql2/promise';
import { openDataSource } from '../../../src/database/data-source.js';
import { migrate } from '../../../src/database/migrate.js';
import { SEED_END } from './kinds.js';
import { Municipality } from './municipality.js';
import type { Size } from './size.js';
import { type SeedTable, tablesOf, type Value } from './tables.js';

const ROWS_AT_ONCE = 1_000;

/** The name of the table that says what the database was filled with. */
const MARK = 'bench_seed';

/**
 * Makes sure that the database holds the municipality of this size, in the tables of the migrations as they are now. One
 * that does already is kept, without what a run of the benchmark added; any other database of this name is thrown away.
 */
export async function fillDatabase(
  databaseUrl: string,
  size: Size,
  tell: (line: string) => void,
): Promise<Municipality> {
  const town = new Municipality(size);
  const database = new URL(databaseUrl).pathname.slice(1);
  if (!/^[a-z0-9_]*bench[a-z0-9_]*$/i.test(database)) {
    throw new Error(
      `BENCH_DATABASE_URL names “${database}”: the name of a database that may be thrown away has "bench" in it`,
    );
  }
  const server = await createConnection({ uri: withoutDatabase(databaseUrl), timezone: 'Z' });
  try {
    const wanted = await fingerprint(size, server);
    if ((await filledWith(server, database)) === wanted) {
      tell(`The database ${database} holds the municipality already`);
      await server.changeUser({ database });
    } else {
      await server.query(`DROP DATABASE IF EXISTS ${database}`);
      await server.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      await server.changeUser({ database });
      await applyMigrations(databaseUrl);
      await fill(server, town, tell);
      await server.query(`CREATE TABLE ${MARK} (fingerprint VARCHAR(64) NOT NULL)`);
      await server.query(`INSERT INTO ${MARK} VALUES (?)`, [wanted]);
    }
    await forgetRuns(server);
  } finally {
    await server.end();
  }
  return town;
}

/** Takes away what runs of the benchmark added, so that every run finds the same. */
export async function cleanDatabase(databaseUrl: string): Promise<void> {
  const server = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  try {
    await forgetRuns(server);
  } finally {
    await server.end();
  }
}

/** The server, whatever databases it has. */
export function withoutDatabase(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.pathname = '/';
  return url.href;
}

/** Tells one filling from another: by the size, the migrations and the code that makes the rows. */
async function fingerprint(size: Size, server: Connection): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(size));
  const [versions] = await server.query('SELECT VERSION()');
  hash.update(JSON.stringify(versions));
  const { migrations } = await import('../../../src/database/migrations/index.js');
  for (const migration of migrations) hash.update(migration.name).update(migration.toString());
  const folder = new URL('./', import.meta.url);
  const code = readdirSync(folder).filter((file) => file.endsWith('.js'));
  for (const file of code.sort()) hash.update(readFileSync(new URL(file, folder)));
  return hash.digest('hex');
}

async function filledWith(server: Connection, database: string): Promise<string | null> {
  try {
    const [rows] = await server.query(`SELECT fingerprint FROM ${database}.${MARK}`);
    return String((rows as { fingerprint: string }[])[0]?.fingerprint);
  } catch {
    return null;
  }
}

async function applyMigrations(databaseUrl: string): Promise<void> {
  const dataSource = await openDataSource(databaseUrl);
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function fill(server: Connection, town: Municipality, tell: (line: string) => void): Promise<void> {
  await server.query('SET foreign_key_checks = 0, unique_checks = 0, autocommit = 0');
  const tables = tablesOf(town);
  for (const table of tables) {
    const begun = Date.now();
    const count = await fillTable(server, table);
    tell(`${table.name}: ${count} rows in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }
  await server.query('SET foreign_key_checks = 1, unique_checks = 1, autocommit = 1');
  await server.query(`ANALYZE TABLE ${tables.map(({ name }) => name).join(', ')}`);
}

async function fillTable(server: Connection, { name, columns, rows }: SeedTable): Promise<number> {
  const into = `INSERT INTO ${name} (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES ?`;
  let batch: Value[][] = [];
  let count = 0;
  const store = async () => {
    if (batch.length > 0) await server.query(into, [batch]);
    count += batch.length;
    batch = [];
    if (count % (50 * ROWS_AT_ONCE) === 0) await server.query('COMMIT');
  };
  for (const row of rows()) {
    batch.push(row);
    if (batch.length === ROWS_AT_ONCE) await store();
  }
  await store();
  await server.query('COMMIT');
  return count;
}

/** What has happened since the end of the seed was done by a run. */
async function forgetRuns(server: Connection): Promise<void> {
  await server.query('DELETE FROM mails WHERE createdAt > ?', [SEED_END]);
  await server.query('DELETE FROM message_drafts');
  const [touched] = await server.query('SELECT id FROM practices WHERE updatedAt > ?', [SEED_END]);
  const ids = (touched as { id: string }[]).map(({ id }) => id);
  if (ids.length > 0) {
    await server.query('DELETE FROM messages WHERE practiceId IN (?) AND createdAt > ?', [ids, SEED_END]);
    await server.query(
      `UPDATE practices p JOIN (
         SELECT practiceId, MAX(createdAt) AS at, MAX(CASE WHEN authorRole = 'CITIZEN' THEN createdAt END) AS citizenAt,
                MAX(CASE WHEN authorRole = 'OPERATOR' THEN createdAt END) AS operatorAt
           FROM messages WHERE practiceId IN (?) AND visibility = 'PUBLIC' GROUP BY practiceId
       ) last ON last.practiceId = p.id
       SET p.updatedAt = last.at, p.citizenWroteAt = last.citizenAt, p.operatorWroteAt = last.operatorAt`,
      [ids],
    );
  }
  await server.query("DELETE FROM identities WHERE issuer LIKE 'http://127.0.0.1:%'");
}
