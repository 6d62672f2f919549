import { fork } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Counts } from './run-files.js';

/**
 * Runs the whole suite: what needs no database once, the rest once on each engine, in several processes side by side.
 * SQLite runs always, MariaDB where one answers at TEST_MARIADB_URL; STANZA_TEST_ENGINES names engines that have to run.
 */
const MARIADB = process.env.TEST_MARIADB_URL ?? 'mysql://root@127.0.0.1:3306';
const DEMANDED = (process.env.STANZA_TEST_ENGINES ?? '').split(',').filter(Boolean);
const PATTERNS = process.argv.slice(2);

/**
 * How many processes an engine has: while one waits, for a child or for time to pass, another works. More than three
 * would want more connections than a MariaDB gives.
 */
const PROCESSES = Math.min(3, Math.max(2, Math.ceil(availableParallelism() / 2)));

/** What takes longest begins first, so that no process is left with it when the others have finished. */
const LONGEST = [
  'silence-of-notes',
  'growth/growth',
  'permission-matrix',
  'main.test',
  'mail/mail-worker',
  'outbox-kills',
];

/** Room for what is young: what a test asks for, and the service makes, is collected a quarter as often. */
const YOUNG = '--max-semi-space-size=64';

/** Files that are run in the same way, by the processes that take one after the other. */
interface Group {
  name: string;
  files: string[];
  counts: Counts;
}

/** Databases and files live in memory where it has room for them: on a disk, every one of the many commits waits for it. */
const MEMORY = '/dev/shm';
const ROOM = 2e9;

const folder = await mkdtemp(join((await spaceIn(MEMORY)) > ROOM ? MEMORY : tmpdir(), 'stanza-test-'));
const databases = Array.from({ length: PROCESSES }, (_, index) => `stanza_test_${process.pid}_${index}`);
const withMariaDb = await onMariaDb((name) => `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
if (!withMariaDb && DEMANDED.includes('mariadb')) fail(`MariaDB does not answer at ${MARIADB}`);

try {
  const groups = [
    { group: groupOf('unit', '.unit.js'), urls: [''] },
    { group: groupOf('sqlite', '.test.js'), urls: databases.map((name) => `sqlite:${join(folder, `${name}.sqlite`)}`) },
    ...(withMariaDb
      ? [{ group: groupOf('mariadb', '.test.js'), urls: databases.map((name) => `${MARIADB}/${name}`) }]
      : []),
  ];
  await Promise.all(groups.flatMap(({ group, urls }) => urls.map((url, index) => runFiles(group, url, index))));

  for (const { group } of groups) {
    // Nobody was left to run these: the processes of the group have died.
    group.counts.failed += group.files.length;
    const { passed, failed } = group.counts;
    process.stdout.write(`${group.name.padEnd(8)} ${passed} passed, ${failed} failed\n`);
  }
  if (!withMariaDb) process.stdout.write(`mariadb  did not run: no server answers at ${MARIADB}\n`);
  const sum = (of: keyof Counts) => groups.reduce((total, { group }) => total + group.counts[of], 0);
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
  process.exitCode = sum('passed') > 0 && sum('failed') === 0 ? 0 : 1;
} finally {
  await onMariaDb((name) => `DROP DATABASE IF EXISTS ${name}`);
  await rm(folder, { recursive: true, force: true });
}

function groupOf(name: string, ending: string): Group {
  const rank = (file: string) => LONGEST.findIndex((part) => file.includes(part)) >>> 0;
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && (PATTERNS.length === 0 || PATTERNS.some((part) => file.includes(part))))
    .sort()
    .sort((one, other) => rank(one) - rank(other));
  return { name, files, counts: { passed: 0, failed: 0 } };
}

/** Has a process run files of a group, one after the other, until none is left. */
function runFiles({ name, files, counts }: Group, DATABASE_URL: string, index: number): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const own = join(folder, `${name}-${index}`);
    const child = fork(new URL('./run-files.js', import.meta.url), [name], {
      env: { ...process.env, DATABASE_URL, ATTACHMENTS_DIR: own, STANZA_TEST_LOG: `${own}.log` },
      execArgv: [YOUNG],
    });
    const next = () => child.send({ file: files.shift() ?? null });
    child.on('message', ({ passed, failed }: Counts) => {
      counts.passed += passed;
      counts.failed += failed;
      next();
    });
    child.on('close', (code) => {
      if (code !== 0) counts.failed += 1;
      resolve();
    });
    next();
  });
}

/** How many bytes there are for whoever asks; none where there is no such folder. */
async function spaceIn(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize;
}

async function onMariaDb(statement: (database: string) => string): Promise<boolean> {
  try {
    const connection = await createConnection({ uri: MARIADB });
    for (const name of databases) await connection.query(statement(name));
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
