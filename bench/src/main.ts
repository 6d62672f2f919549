import 'reflect-metadata';
import { createConnection } from 'mysql2/promise';
import { compareAnswers } from './compare.js';
import { giveMemory, warmTables } from './database-memory.js';
import { findDatabaseProcess } from './database-process.js';
import { type GrowthStage, measureGrowth } from './growth.js';
import { measure, type OperationResult } from './measure.js';
import { type Options, readOptions } from './options.js';
import { profile } from './profile.js';
import { keepGrowth, keepReport, makeReport, toMarkdown } from './report.js';
import { withoutDatabase } from './seed/fill.js';
import { SIZES, type Size } from './seed/size.js';
import { CONTESTANTS, pinSelf, type RunningServer, startServer } from './servers.js';
import { soak } from './soak.js';
import { type Stage, setStage } from './stage.js';
import { Undo } from './undo.js';

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function run(options: Options): Promise<void> {
  const undo = new Undo(tell);
  try {
    const memory = await giveMemory(options.databaseUrl, undo, tell);
    const database = `${await versionOf(options.databaseUrl)} with ${memory}`;
    if (options.growth) await runGrowth(options, database, undo);
    else await runOnce(options, database, undo);
  } finally {
    await undo.all();
  }
}

async function runOnce(options: Options, database: string, undo: Undo): Promise<void> {
  const stage = await setStage(options, options.size, undo, tell);
  pinSelf();
  const contestants = contestantsOf(options);
  if (options.profile) {
    for (const contestant of contestants) {
      for (const workload of stage.workloads) tell(await profile(contestant, stage.environment, workload));
    }
    return;
  }
  const servers = await startServers(options, stage, undo);
  if (options.check) return;
  await warmTables(stage.databaseUrl);
  if (options.soak > 0) await soak(servers[0], stage.workloads, options.soak, tell);
  else await measureAll(servers, stage, options, database);
}

/** Stanza and the floor, each on a small municipality and on one of ten times the rows. */
async function runGrowth(options: Options, database: string, undo: Undo): Promise<void> {
  const both = { ...options, servers: ['stanza', 'floor'] };
  const set = async (size: Size): Promise<GrowthStage> => {
    const stage = await setStage(both, size, undo, tell);
    return { ...stage, servers: await startServers(both, stage, undo) };
  };
  const [small, large] = [await set(SIZES.small), await set(SIZES.default)];
  pinSelf();
  for (const { databaseUrl } of [small, large]) await warmTables(databaseUrl);
  const lines = await measureGrowth(small, large, options, await findDatabaseProcess(large.databaseUrl), tell);
  process.stdout.write(keepGrowth(makeReport({ ...options, size: SIZES.default }, database, []), lines));
}

/** The memory test is of Stanza alone. */
const contestantsOf = ({ servers, soak: requests }: Options) =>
  CONTESTANTS.filter(({ name }) => (requests > 0 ? name === 'stanza' : servers.length === 0 || servers.includes(name)));

/** Starts the servers and makes sure that all answer the same. */
async function startServers(options: Options, stage: Stage, undo: Undo): Promise<RunningServer[]> {
  const servers: RunningServer[] = [];
  for (const contestant of contestantsOf(options)) {
    const server = await startServer(contestant, stage.environment);
    undo.later(() => server.stop());
    servers.push(server);
  }
  for (const workload of stage.workloads) await compareAnswers(servers, workload);
  tell(`${servers.map(({ contestant }) => contestant.name).join(', ')} answer the same`);
  return servers;
}

async function measureAll(servers: RunningServer[], stage: Stage, options: Options, database: string): Promise<void> {
  const databasePid = await findDatabaseProcess(stage.databaseUrl);
  const results: OperationResult[] = [];
  for (const workload of stage.workloads) {
    tell(`${workload.name} …`);
    results.push(await measure(servers, workload, options, databasePid));
  }
  const report = makeReport(options, database, results);
  keepReport(report);
  process.stdout.write(`${toMarkdown(report)}\n`);
}

async function versionOf(databaseUrl: string): Promise<string> {
  const connection = await createConnection({ uri: withoutDatabase(databaseUrl) });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return String((rows as { version: string }[])[0]?.version);
  } finally {
    await connection.end();
  }
}

await run(readOptions());
