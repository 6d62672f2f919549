import { app } from './app.js';

/** Does something during which, the first time that a statement with these words has been read, something else happens. */
export async function afterStatement<T>(words: string, happens: () => unknown, work: () => Promise<T>): Promise<T> {
  const { database } = app().service.parts;
  const rows = database.rows.bind(database);
  let hasHappened = false;
  database.rows = async (sql, parameters) => {
    const read = await rows<never>(sql, parameters);
    if (!hasHappened && sql.includes(words)) {
      hasHappened = true;
      await happens();
    }
    return read;
  };
  try {
    return await work();
  } finally {
    database.rows = rows;
  }
}
