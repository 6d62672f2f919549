import type { RowDataPacket } from 'mysql2/promise';
import { createAuthenticator, type Viewer } from '../authenticate.js';
import { readEnvironment } from '../environment.js';
import { openPool } from '../pool.js';

/** What the operations of the floor share: its settings, its connections, and who is asking. */
export const environment = readEnvironment();
export const pool = openPool(environment.databaseUrl);
export const authenticate = createAuthenticator(pool, environment);

export type Variables = Record<string, unknown>;
export type Handler = (viewer: Viewer, variables: Variables) => Promise<unknown>;

/** The rows of a prepared statement. */
export async function rowsOf<Row extends RowDataPacket>(sql: string, values: string[]): Promise<Row[]> {
  const [rows] = await pool.execute<Row[]>(sql, values);
  return rows;
}

/** Keeps the statement for each number of its parts. */
export function byNumber(statement: (parts: number) => string): (parts: number) => string {
  const known: string[] = [];
  return (parts) => {
    known[parts] ??= statement(parts);
    return known[parts];
  };
}

export const unionOf = (branch: string, branches: number): string => Array(branches).fill(branch).join(' UNION ALL ');

/** An instant as it is answered: made by the database, which has its parts at hand, it costs us no Date and no toISOString. */
export const instant = (column: string): string =>
  `CONCAT(REPLACE(${column}, ' ', 'T'), 'Z') AS ${column.replace(/^.*\./, '')}`;

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
