import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

/**
 * Runs the whole suite: what needs no database once, the rest once on each engine, side by side. SQLite runs always,
 * MariaDB where one answers at TEST_MARIADB_URL; STANZA_TEST_ENGINES names engines that have to run.
 */
const MARIADB = process.env.TEST_MARIADB_URL ?? 'mysql://root@127.0.0.1:3306';
const DEMANDED = (process.env.STANZA_TEST_ENGINES ?? '').split(',').filter(Boolean);
const PATTERNS = process.argv.slice(2);

interface Outcome {
  name: string;
  passed: number;
  failed: number;
  output: string;
}

const folder = await mkdtemp(join(tmpdir(), 'stanza-test-'));
const ATTACHMENTS_DIR = join(folder, 'attachments');
const database = `stanza_test_${process.pid}`;
const withMariaDb = await onMariaDb(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
if (!withMariaDb && DEMANDED.includes('mariadb')) fail(`MariaDB does not answer at ${MARIADB}`);

try {
  const outcomes = await Promise.all([
    runGroup('unit', {}),
    runGroup('sqlite', { ATTACHMENTS_DIR, DATABASE_URL: `sqlite:${join(folder, 'test.sqlite')}` }),
    ...(withMariaDb ? [runGroup('mariadb', { ATTACHMENTS_DIR, DATABASE_URL: `${MARIADB}/${database}` })] : []),
  ]);
  for (const { name, output } of outcomes) process.stdout.write(`\n━━ ${name}\n${output}`);
  for (const { name, passed, failed } of outcomes)
    process.stdout.write(`${name.padEnd(8)} ${passed} passed, ${failed} failed\n`);
  if (!withMariaDb) process.stdout.write(`mariadb  did not run: no server answers at ${MARIADB}\n`);
  const sum = (count: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + count(each), 0);
  process.stdout.write(`${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed\n`);
  process.exitCode = outcomes.every(({ passed, failed }) => passed > 0 && failed === 0) ? 0 : 1;
} finally {
  await onMariaDb(`DROP DATABASE IF EXISTS ${database}`);
  await rm(folder, { recursive: true, force: true });
}

function runGroup(name: string, environment: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = fork(new URL('./run-group.js', import.meta.url), [name, ...PATTERNS], {
      env: { ...process.env, ...environment, STANZA_TEST_LOG: join(folder, `${name}.log`) },
      silent: true,
    });
    let output = '';
    let counted = { passed: 0, failed: 0 };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('message', (message) => {
      counted = message as typeof counted;
    });
    // A group that ended without telling its counts has failed as a whole.
    child.on('close', (code) => resolve({ name, output, ...counted, failed: counted.failed || (code === 0 ? 0 : 1) }));
  });
}

async function onMariaDb(statement: string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: MARIADB });
    await connection.query(statement);
    await connection.end();
    return true;
  } catch {
    return false;
  }
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}
