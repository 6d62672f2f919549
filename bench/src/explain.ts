import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { signStaffToken } from '../../src/identity/staff-token.js';
import { createLog } from '../../src/log.js';
import { readSettings } from '../../src/settings.js';
import { type Explained, explainedOperations, longPractice } from './explain-operations.js';
import { startInstallation } from './installation.js';
import { databaseOf } from './options.js';
import { cleanDatabase, fillDatabase } from './seed/fill.js';
import { SIZES, type Size } from './seed/size.js';
import { BENCH, ROOT } from './servers.js';
import { type Sent, watchPool } from './watch-pool.js';
import { claimsOf } from './workload.js';

/** A statement of an operation: how the database goes about it, and how many rows it reads for it. */
interface Plan {
  sql: string;
  access: string[];
  rowsRead: number;
  milliseconds: number;
}

/** Stanza as it was built, with its own packages: compiled into the benchmark it would find ours. */
const built = (file: string): string => pathToFileURL(join(ROOT, 'dist/src', file)).href;
const { startService } = (await import(built('start.js'))) as typeof import('../../src/start.js');
const { openDataSource } = (await import(
  built('database/data-source.js')
)) as typeof import('../../src/database/data-source.js');

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Statements that belong to no operation: transactions, looks at the tables, and the mail worker's. */
const HOUSEKEEPING =
  /^(START TRANSACTION|COMMIT|SET |SELECT 1$|SELECT VERSION|.*information_schema|.*FROM `?mails|SELECT MIN)/i;

/** Prints the statements of every operation in a small database and in one of ten times the rows, side by side. */
async function run(): Promise<void> {
  const small = await plansOf(SIZES.small);
  const large = await plansOf(SIZES.default);
  const lines = [
    '| operation | # | rows read, small | rows read, tenfold | ms, tenfold | access |',
    '|---|---:|---:|---:|---:|---|',
  ];
  for (const [name, plans] of large) {
    plans.forEach((plan, index) => {
      const before = small.get(name)?.[index];
      const access = plan.access.join('; ');
      const mark =
        (before && plan.rowsRead > 2 * before.rowsRead + 100) || /ALL|filesort|temporary/.test(access) ? ' ⚠' : '';
      lines.push(
        `| ${name}${mark} | ${index + 1} | ${before?.rowsRead ?? ''} | ${plan.rowsRead} | ${plan.milliseconds.toFixed(1)} | ${access} |`,
      );
    });
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  if (process.argv.includes('--sql')) {
    for (const [name, plans] of large) {
      plans.forEach((plan, index) => {
        process.stdout.write(`\n-- ${name} ${index + 1}\n${plan.sql.slice(0, 3_000)}\n`);
      });
    }
  }
}

async function plansOf(size: Size): Promise<Map<string, Plan[]>> {
  const databaseUrl = databaseOf(process.env.BENCH_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306/stanza_bench', size);
  const town = await fillDatabase(databaseUrl, size, tell);
  const installation = await startInstallation(databaseUrl);
  const settings = readSettings({ ...installation.environment, PORT: '0', LOG_LEVEL: 'silent' });
  const { issuer, secret } = installation;
  const statements: Sent[] = [];
  const dataSource = await openDataSource(databaseUrl);
  await dataSource.initialize();
  watchPool(dataSource, (sent) => {
    statements.push(sent);
    return undefined;
  });
  const service = await startService(settings, dataSource, { log: createLog('silent') });
  const connection = await createConnection({ uri: databaseUrl, timezone: 'Z' });
  try {
    const administrator = await makeAdministrator(connection);
    const staff = async (id: string) =>
      (await signStaffToken({ userId: id, authenticatedAt: new Date(), tokenVersion: 0 }, secret, () => new Date()))
        .token;
    const tokens: Record<Explained['as'], string | null> = {
      anybody: null,
      operator: await staff(town.operator(1).id),
      'wide operator': await staff(town.operator(0).id),
      administrator: await staff(administrator),
      citizen: await issuer.token(claimsOf(longPractice(town).applicant)),
    };
    const { port } = service.app.server.address() as AddressInfo;
    const plans = new Map<string, Plan[]>();
    const url = `http://127.0.0.1:${port}/graphql`;
    // The first token of a citizen writes down that they were here: that is not what is explained.
    await ask(url, { name: 'first sign-in', document: 'me', variables: {}, as: 'citizen' }, tokens.citizen);
    for (const operation of explainedOperations(town)) {
      statements.length = 0;
      await ask(url, operation, tokens[operation.as]);
      const own = statements.filter(({ sql }) => /^\s*\(*SELECT/i.test(sql) && !HOUSEKEEPING.test(sql.trim()));
      plans.set(operation.name, await Promise.all(own.map((statement) => explain(connection, statement))));
    }
    return plans;
  } finally {
    await service.close();
    await connection.end();
    await installation.close();
    await cleanDatabase(databaseUrl);
  }
}

const ADMINISTRATOR = '018569f0-0000-7000-8000-00000000ad00';

async function makeAdministrator(connection: Connection): Promise<string> {
  await connection.query(
    `INSERT IGNORE INTO users (id, role, givenName, familyName, locale, active, login, mustChangePassword, tokenVersion,
       searchText, createdAt) VALUES (?, 'ADMIN', 'Ada', 'Ministra', 'it', 1, 'ada@comune.example', 0, 0, 'ada ministra', NOW(3))`,
    [ADMINISTRATOR],
  );
  return ADMINISTRATOR;
}

async function ask(url: string, { name, document, variables }: Explained, token: string | null): Promise<void> {
  const query = readFileSync(join(BENCH, '..', 'operations', `${document}.graphql`), 'utf8');
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { errors?: unknown };
  if (answer.errors) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
}

interface ExplainRow extends RowDataPacket {
  table: string | null;
  type: string | null;
  key: string | null;
  rows: number | null;
  Extra: string | null;
}

interface StatusRow extends RowDataPacket {
  Variable_name: string;
  Value: string;
}

let turn: Promise<unknown> = Promise.resolve();

/** Explains and runs a statement, on one connection one after another. */
function explain(connection: Connection, statement: Sent): Promise<Plan> {
  const mine = turn.then(() => explainNow(connection, statement));
  turn = mine.catch(() => undefined);
  return mine;
}

async function explainNow(connection: Connection, { sql, parameters }: Sent): Promise<Plan> {
  const [rows] = await connection.query<ExplainRow[]>(`EXPLAIN ${sql}`, parameters);
  await connection.query('FLUSH STATUS');
  const begun = performance.now();
  await connection.query(sql, parameters);
  const milliseconds = performance.now() - begun;
  const [status] = await connection.query<StatusRow[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
  const rowsRead = status.reduce((sum, { Value }) => sum + Number(Value), 0);
  const access = rows
    .filter(({ table }) => table !== null && !table.startsWith('<union'))
    .map(({ table, type, key, rows: examined, Extra }) => {
      const notes = (Extra ?? '').split('; ').filter((note) => /filesort|temporary|full scan/i.test(note));
      return `${table}:${type}${key ? `(${key})` : ''}~${examined}${notes.length > 0 ? ` ${notes.join(', ')}` : ''}`;
    });
  return { sql, access: [...new Set(access)].slice(0, 8), rowsRead, milliseconds };
}

await run();
