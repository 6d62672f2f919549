import type { DataSource } from 'typeorm';
import { Municipality } from '../../bench/src/seed/municipality.js';
import type { Size } from '../../bench/src/seed/size.js';
import { tablesOf, type Value } from '../../bench/src/seed/tables.js';
import { toStoredText } from '../../src/database/instants.js';
import { isEmbedded } from './scratch-database.js';

const ROWS_AT_ONCE = 500;

/** Fills the tables of a database with the invented municipality of the benchmark, of a size of one's own. */
export async function fillTown(dataSource: DataSource, size: Omit<Size, 'name'>): Promise<Municipality> {
  const town = new Municipality({ name: 'small', ...size });
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  const tables = tablesOf(town);
  for (const { name, columns, rows } of tables) {
    const into = `INSERT INTO ${name} (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES`;
    const store = async (batch: Value[][]) => {
      if (batch.length === 0) return;
      if (!isEmbedded()) await runner.query(`${into} ?`, [batch]);
      else await runner.query(`${into} ${batch.map(() => `(${columns.map(() => '?')})`)}`, batch.flat().map(stored));
    };
    const batch: Value[][] = [];
    for (const row of rows()) {
      batch.push(row);
      if (batch.length === ROWS_AT_ONCE) await store(batch.splice(0));
    }
    await store(batch);
  }
  await runner.commitTransaction();
  // Without it a server plans by what it knew of the tables while they were empty.
  if (!isEmbedded()) await runner.query(`ANALYZE TABLE ${tables.map(({ name }) => name).join(', ')}`);
  await runner.release();
  return town;
}

/** An instant as the embedded engine has it. */
const stored = (value: Value): Value => (value instanceof Date ? toStoredText(value) : value);
