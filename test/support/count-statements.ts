import { app } from './app.js';

/** The mail worker looks for mails whenever it likes; its statements are nobody's. */
const OF_THE_WORKER = /\bmails\b/;

/** Does something, and answers the reading statements that the service sent to the database meanwhile. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const { database } = app().service.parts;
  const statements: string[] = [];
  const rows = database.rows.bind(database);
  database.rows = (sql, parameters) => {
    if (!OF_THE_WORKER.test(sql)) statements.push(sql);
    return rows(sql, parameters);
  };
  try {
    return { result: await work(), statements };
  } finally {
    database.rows = rows;
  }
}
