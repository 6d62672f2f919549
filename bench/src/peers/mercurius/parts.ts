import type { RowDataPacket } from 'mysql2/promise';
import { createAuthenticator, type Viewer } from '../authenticate.js';
import { readEnvironment } from '../environment.js';
import { openPool } from '../pool.js';

declare module 'mercurius' {
  interface MercuriusContext {
    viewer: Viewer;
  }
}

export const environment = readEnvironment();
export const pool = openPool(environment.databaseUrl);
export const authenticate = createAuthenticator(pool, environment);

/** One of the parents that a loader is asked for. */
export interface Query<Parent, Params = object> {
  obj: Parent;
  params: Params;
}

/** A loader's cache costs a serialisation of each key and saves nothing within one request. */
export const uncached = <Loader>(loader: Loader) => ({ loader, opts: { cache: false } });

/** Rows of a table by id, each read once. */
export async function byId<Row extends RowDataPacket>(sql: string, ids: (string | null)[]): Promise<Map<string, Row>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const [rows] = await pool.query<Row[]>(sql, [wanted]);
  return new Map(rows.map((row) => [String(row.id), row]));
}

/** Rows by what they belong to, in their order. */
export function groupBy<Row>(rows: Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const others = groups.get(key(row));
    if (others) others.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
