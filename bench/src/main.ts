import 'reflect-metadata';
import { createConnection } from 'mysql2/promise';
import { compareAnswers } from './compare.js';
import { startInstallation } from './installation.js';
import { measure, type OperationResult } from './measure.js';
import { type Options, readOptions } from './options.js';
import { profile } from './profile.js';
import { keepReport, makeReport, toMarkdown } from './report.js';
import { cleanDatabase, fillDatabase } from './seed/fill.js';
import { CONTESTANTS, pinSelf, type RunningServer, startServer } from './servers.js';
import { soak } from './soak.js';
import { makeWorkloads, type Workload } from './workload.js';

const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function run(options: Options): Promise<void> {
  const town = await fillDatabase(options.databaseUrl, options.size, tell);
  pinSelf();
  const installation = await startInstallation(options.databaseUrl);
  const servers: RunningServer[] = [];
  try {
    const { issuer, secret, environment } = installation;
    const made = await makeWorkloads(town, options.databaseUrl, issuer, secret);
    const workloads = made.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
    if (options.profile) {
      for (const contestant of CONTESTANTS.filter(({ name }) => isWanted(name, options))) {
        for (const workload of workloads) tell(await profile(contestant, environment, workload));
      }
      return;
    }
    for (const contestant of CONTESTANTS.filter(({ name }) => isWanted(name, options))) {
      servers.push(await startServer(contestant, environment));
    }
    for (const workload of workloads) await compareAnswers(servers, workload);
    tell(`${servers.map(({ contestant }) => contestant.name).join(', ')} answer the same`);

    if (options.soak > 0) await soak(servers[0], workloads, options.soak, tell);
    else if (!options.check) await measureAll(servers, workloads, options);
  } finally {
    for (const server of servers) await server.stop();
    await installation.close();
    await cleanDatabase(options.databaseUrl);
  }
}

/** The memory test is of Stanza alone. */
const isWanted = (name: string, { servers, soak: requests }: Options): boolean =>
  requests > 0 ? name === 'stanza' : servers.length === 0 || servers.includes(name);

async function measureAll(servers: RunningServer[], workloads: Workload[], options: Options): Promise<void> {
  const results: OperationResult[] = [];
  for (const workload of workloads) {
    tell(`${workload.name} …`);
    results.push(await measure(servers, workload, options));
  }
  const report = makeReport(options, await versionOf(options.databaseUrl), results);
  keepReport(report);
  process.stdout.write(`${toMarkdown(report)}\n`);
}

async function versionOf(databaseUrl: string): Promise<string> {
  const connection = await createConnection({ uri: databaseUrl });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return String((rows as { version: string }[])[0]?.version);
  } finally {
    await connection.end();
  }
}

await run(readOptions());
