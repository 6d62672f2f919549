import { app } from './app.js';

/** The workers look for what goes out whenever they like; their statements are nobody's. */
const OF_THE_WORKERS = /\b(mails|webhook_deliveries)\b/;

/** Tell the season of the catalogue, by which answers are kept. */
const OF_THE_SEASON = /\bcatalogue_state\b|\bAS opens\b/;

/** The statements of an operation itself. */
export const executed = (statements: string[]): string[] => statements.filter((sql) => !OF_THE_SEASON.test(sql));

/** Does something, and answers the reading statements that the service sent to the database meanwhile. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const { database } = app().service.parts;
  const statements: string[] = [];
  const rows = database.rows.bind(database);
  database.rows = (sql, parameters) => {
    if (!OF_THE_WORKERS.test(sql)) statements.push(sql);
    return rows(sql, parameters);
  };
  try {
    return { result: await work(), statements };
  } finally {
    database.rows = rows;
  }
}
