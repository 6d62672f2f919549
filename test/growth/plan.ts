import type { DataSource } from 'typeorm';
import type { TracedStatement } from '../support/traced-app.js';

/** Tables that grow with the years: none of them may be read from end to end. */
const GROWING = new Set([
  'practices',
  'messages',
  'status_changes',
  'mails',
  'access_entries',
  'attachments',
  'read_marks',
  'users',
  'user_words',
]);

interface ExplainRow {
  table: string | null;
  type: string | null;
  key: string | null;
}

/**
 * What a server does in a statement that it should not: reading a table that grows from end to end, or an index of one,
 * unless the statement walks along the order of the index and stops when its page is full.
 */
export async function scansOf(dataSource: DataSource, { sql, parameters }: TracedStatement): Promise<string[]> {
  const rows: ExplainRow[] = await dataSource.query(`EXPLAIN ${sql}`, parameters);
  const tables = tablesOf(sql);
  const stops = /\bLIMIT \d+\)?\s*(part|\) t|$)/i.test(sql);
  return rows
    .filter(({ table, type }) => GROWING.has(tables.get(table ?? '') ?? '') && isScan(type, stops))
    .map(({ table, type, key }) => `${tables.get(table ?? '')} (${table}): ${type}${key ? ` of ${key}` : ''}`);
}

const isScan = (type: string | null, stops: boolean): boolean => type === 'ALL' || (type === 'index' && !stops);

/** The tables of a statement by what they are called in it. */
function tablesOf(sql: string): Map<string, string> {
  const tables = new Map<string, string>();
  for (const [, table = '', alias] of sql.matchAll(/\b(?:FROM|JOIN)\s+`?(\w+)`?(?:\s+(?:AS\s+)?`?(\w+)`?)?/gi)) {
    tables.set(alias && !/^(WHERE|LEFT|JOIN|ON|ORDER|LIMIT|GROUP)$/i.test(alias) ? alias : table, table);
  }
  return tables;
}
