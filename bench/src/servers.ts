import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the benchmark, seen from its compiled code. */
export const BENCH = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const ROOT = resolve(BENCH, '..');

/** A server to measure. */
export interface Contestant {
  name: string;
  /** What it is, for the report. */
  title: string;
  entry: string;
  /** Whether it takes GraphQL documents; the floor takes the names of operations. */
  graphql: boolean;
}

export const CONTESTANTS: Contestant[] = [
  { name: 'stanza', title: 'Stanza', entry: join(ROOT, 'dist/src/main.js'), graphql: true },
  { name: 'floor', title: 'floor', entry: join(BENCH, 'dist/bench/src/peers/floor/main.js'), graphql: false },
  {
    name: 'mercurius',
    title: 'Mercurius',
    entry: join(BENCH, 'dist/bench/src/peers/mercurius/main.js'),
    graphql: true,
  },
  { name: 'yoga', title: 'Yoga', entry: join(BENCH, 'dist/bench/src/peers/yoga/main.js'), graphql: true },
];

/** Whether processes can be kept on a core of their own here. */
export const CAN_PIN = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

const SERVER_CORE = '0';
const LOAD_CORE = '1';

/** Keeps this process, which makes the load, away from the servers' core. */
export function pinSelf(): void {
  if (CAN_PIN) spawnSync('taskset', ['-acp', LOAD_CORE, String(process.pid)]);
}

/** A server that runs. */
export class RunningServer {
  constructor(
    readonly contestant: Contestant,
    readonly url: string,
    private readonly process: ChildProcess,
  ) {}

  get pid(): number {
    if (this.process.pid === undefined) throw new Error(`${this.contestant.name} does not run`);
    return this.process.pid;
  }

  /** Resident memory, in MiB. */
  memory(): number {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const cut = setTimeout(() => this.process.kill('SIGKILL'), 8_000);
    await ended;
    clearTimeout(cut);
  }
}

/** Starts a server on the servers' core and waits until it answers. What it says goes to bench/var. */
export async function startServer(
  contestant: Contestant,
  environment: Record<string, string>,
  nodeOptions: string[] = [],
): Promise<RunningServer> {
  const port = await freePort();
  const logs = join(BENCH, 'var');
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, `${contestant.name}.log`), 'w');
  const node = [process.execPath, ...nodeOptions, contestant.entry];
  const [command, ...args] = CAN_PIN ? ['taskset', '-c', SERVER_CORE, ...node] : node;
  const child = spawn(command, args, {
    cwd: contestant.name === 'stanza' ? ROOT : BENCH,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', log, log],
  });
  const server = new RunningServer(contestant, `http://127.0.0.1:${port}`, child);
  try {
    await answering(server.url, child);
  } catch (error) {
    await server.stop();
    throw new Error(`${contestant.name} does not start: see bench/var/${contestant.name}.log`, { cause: error });
  }
  return server;
}

const PATIENCE = 30_000;

async function answering(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    if (child.exitCode !== null) throw new Error('it has ended');
    try {
      await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(1_000) });
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return address.port;
}
