import type { DataSource } from 'typeorm';
import { aloneWith } from './embedded-engine.js';

const LOCK_SECONDS = 120;

/** Applies the migrations that are missing. Several processes may start at once: one applies, the others wait. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const { options } = dataSource;
  if (options.type !== 'better-sqlite3') await migrateServer(dataSource);
  else await aloneWith(options.database, LOCK_SECONDS * 1_000, () => dataSource.runMigrations());
}

/** A named lock of the server, held by one connection while another one migrates. */
async function migrateServer(dataSource: DataSource): Promise<void> {
  const holder = dataSource.createQueryRunner();
  try {
    const name = `stanza-migrations-${String((await holder.query('SELECT DATABASE() AS name'))[0].name)}`.slice(0, 64);
    const [{ taken }] = await holder.query('SELECT GET_LOCK(?, ?) AS taken', [name, LOCK_SECONDS]);
    if (Number(taken) !== 1) throw new Error('Another process has been migrating the database for too long');
    try {
      await dataSource.runMigrations();
    } finally {
      await holder.query('SELECT RELEASE_LOCK(?)', [name]);
    }
  } finally {
    await holder.release();
  }
}
