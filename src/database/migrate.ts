import type { DataSource } from 'typeorm';
import { lostRace } from './contention.js';

const LOCK_SECONDS = 120;

/** Applies the migrations that are missing. Several processes may start at once: one applies, the others wait. */
export async function migrate(dataSource: DataSource): Promise<void> {
  if (dataSource.options.type === 'better-sqlite3') await migrateEmbedded(dataSource);
  else await migrateServer(dataSource);
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

/** SQLite locks the file itself: who finds it taken waits and looks again at what is left to do. */
async function migrateEmbedded(dataSource: DataSource): Promise<void> {
  const deadline = Date.now() + LOCK_SECONDS * 1_000;
  for (;;) {
    try {
      await dataSource.runMigrations();
      return;
    } catch (error) {
      const isAnothers = lostRace(error) || /already exists/.test(String(error));
      if (!isAnothers || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 100));
    }
  }
}
