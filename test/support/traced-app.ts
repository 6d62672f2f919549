import libsql from 'libsql';
import { DataSource } from 'typeorm';
import { type Send, watchPool } from '../../bench/src/watch-pool.js';
import { openDataSource } from '../../src/database/data-source.js';
import { type App, startAnotherApp, stopAnotherApp } from './app.js';
import { OfRequests } from './of-requests.js';
import { isEmbedded } from './scratch-database.js';

/** A statement that a request sent. */
export interface TracedStatement {
  sql: string;
  parameters: unknown[];
  /** How many rows the server read for it; 0 on the embedded engine, which does not tell. */
  rowsRead: number;
}

/** An installation that tells which statements a request sends, whoever in it sends them and whichever way. */
export interface TracedApp {
  app: App;
  /** Does something that asks the installation, and tells what it sent to the database for that: the workers' is not in it. */
  trace<Result>(work: () => Promise<Result>): Promise<{ result: Result; statements: TracedStatement[] }>;
  stop(): Promise<void>;
}

/** What belongs to a connection and not to what is asked. */
const HOUSEKEEPING = /^\s*(BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SET |PRAGMA )/i;

/** Starts a traced installation on a database. Statements are seen where all pass: at the connections of the driver. */
export async function startTracedApp(databaseUrl: string): Promise<TracedApp> {
  const requests = new OfRequests<TracedStatement>();
  const measured: Promise<void>[] = [];

  const keep = (sql: string, parameters: unknown[]): TracedStatement | undefined => {
    if (HOUSEKEEPING.test(sql)) return undefined;
    const statement = { sql, parameters, rowsRead: 0 };
    return requests.keep(statement) ? statement : undefined;
  };

  let dataSource = await openDataSource(databaseUrl);
  if (isEmbedded()) dataSource = new DataSource({ ...dataSource.options, driver: watchedDriver(keep) } as never);
  await dataSource.initialize();
  if (!isEmbedded()) {
    const own = await rowsReadByAsking(dataSource);
    watchPool(dataSource, ({ sql, parameters }, send) => {
      const statement = keep(sql, parameters);
      if (!statement) return undefined;
      const before = rowsReadSoFar(send);
      return () => {
        const after = rowsReadSoFar(send);
        measured.push(
          (async () => {
            statement.rowsRead = (await after) - (await before) - own;
          })(),
        );
      };
    });
  }
  const app = await startAnotherApp(databaseUrl, { dataSource, hasWebhooks: true });
  return {
    app,
    async trace(work) {
      const { result, kept } = await requests.during(app.service.app.server, work);
      await Promise.all(measured.splice(0));
      return { result, statements: kept };
    },
    stop: () => stopAnotherApp(app),
  };
}

/** How many rows the session of a connection has read. */
const rowsReadSoFar = (send: Send): Promise<number> =>
  new Promise((resolve, reject) => {
    send("SHOW SESSION STATUS LIKE 'Handler_read%'", (error: Error | null, rows: { Value: string }[]) =>
      error ? reject(error) : resolve(rows.reduce((sum, { Value }) => sum + Number(Value), 0)),
    );
  });

/** Asking how many rows were read reads some. */
async function rowsReadByAsking(dataSource: DataSource): Promise<number> {
  const runner = dataSource.createQueryRunner();
  const connection: { query: Send } = await runner.connect();
  const send = connection.query.bind(connection);
  const [first, second] = [await rowsReadSoFar(send), await rowsReadSoFar(send)];
  await runner.release();
  return second - first;
}

type Statement = Record<'all' | 'run', (...parameters: unknown[]) => unknown>;

/** The driver of the embedded engine, whose statements tell when they run. */
const watchedDriver = (see: (sql: string, parameters: unknown[]) => unknown) =>
  function open(...options: ConstructorParameters<typeof libsql>) {
    const database = new libsql(...options);
    const prepare = database.prepare.bind(database);
    const prepareWatched = (sql: string) => {
      const statement = prepare(sql) as unknown as Statement;
      for (const way of ['all', 'run'] as const) {
        const run = statement[way].bind(statement);
        statement[way] = (...parameters) => {
          see(sql, parameters);
          return run(...parameters);
        };
      }
      return statement;
    };
    return Object.assign(database, { prepare: prepareWatched });
  };
