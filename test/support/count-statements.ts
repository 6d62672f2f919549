import { app } from './app.js';
import { OfRequests } from './of-requests.js';

/** Tell the season of the catalogue, by which answers are kept. */
const OF_THE_SEASON = /\bcatalogue_state\b|\bAS opens\b/;

/** The statements of an operation itself. */
export const executed = (statements: string[]): string[] => statements.filter((sql) => !OF_THE_SEASON.test(sql));

const sent = new OfRequests<string>();

/** Does something, and answers the reading statements that the service sent to the database for the requests of it. */
export async function countStatements<T>(work: () => Promise<T>): Promise<{ result: T; statements: string[] }> {
  const { parts, app: server } = app().service;
  const { database } = parts;
  const rows = database.rows;
  database.rows = (sql, parameters) => {
    sent.keep(sql);
    return rows.call(database, sql, parameters) as never;
  };
  try {
    const { result, kept } = await sent.during(server.server, work);
    return { result, statements: kept };
  } finally {
    database.rows = rows;
  }
}
