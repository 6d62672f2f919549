import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../src/database/entities.js';
import { app } from './app.js';

/** Who looked at what: reading writes it, and so says nothing of what an operation changed. */
const REGISTER_OF_READING = 'access_entries';

const tables = getMetadataArgsStorage().tables.flatMap(({ target, name }) =>
  name && name !== REGISTER_OF_READING && entities.some((entity) => entity === target) ? [name] : [],
);

/** How many rows each table holds: an operation that was refused must leave them as they were. */
export async function countRows(): Promise<Record<string, number>> {
  const counts = tables.map((name) => `SELECT '${name}' AS name, COUNT(*) AS total FROM ${name}`);
  const rows = await app().service.parts.database.rows<{ name: string; total: number }>(counts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, total }) => [name, Number(total)]));
}

/** Plain rows of the database, for what no door of the API shows. */
export const rows = <Row>(sql: string, ...parameters: (string | null)[]): Promise<Row[]> =>
  app().service.parts.database.rows<Row>(sql, parameters);

/** A row of a practice as it is stored, every column of it. */
export const practiceRow = async (id: string): Promise<Record<string, unknown> | undefined> =>
  (await rows<Record<string, unknown>>('SELECT * FROM practices WHERE id = ?', id))[0];
