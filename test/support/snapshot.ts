import { createHash } from 'node:crypto';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../../src/database/entities.js';
import { app } from './app.js';

/** The names of all tables. */
export const TABLES = getMetadataArgsStorage().tables.flatMap(({ target, name }) =>
  name && entities.some((entity) => entity === target) ? [name] : [],
);

/**
 * What stands in every table, and how many mails have gone out: as many rows as before, with the same in them. For an
 * installation of a test's own, since it reads all of it.
 */
export async function snapshot(besides: string[] = []): Promise<Record<string, string>> {
  const { service, smtp } = app();
  await service.parts.mailWorker.drained();
  const entries: [string, string][] = [['mails that went out', String(smtp.mails.length)]];
  for (const table of TABLES.filter((name) => !besides.includes(name))) {
    const rows = await service.parts.database.rows<object>(`SELECT * FROM ${table}`);
    const lines = rows.map((row) => JSON.stringify(row)).sort();
    entries.push([table, `${lines.length} rows ${createHash('sha256').update(lines.join('\n')).digest('hex')}`]);
  }
  return Object.fromEntries(entries);
}
