import { parseArgs } from 'node:util';
import { SIZES, type Size } from './seed/size.js';

/** What one run of the benchmark does. */
export interface Options {
  size: Size;
  /** Without what tells the sizes apart: see databaseOf. */
  databaseUrl: string;
  /** Interleaved rounds: in each, every server takes its turn at every operation. */
  rounds: number;
  /** How long one turn lasts at most, and how many requests it has at most. */
  seconds: number;
  requests: number;
  connections: number;
  /** Names of operations and servers to measure; all unless given. */
  only: string[];
  servers: string[];
  /** Requests of the memory test, in place of the measurement; 0: none. */
  soak: number;
  /** Only fills the database and compares answers. */
  check: boolean;
  /** Profiles the servers instead of measuring them. */
  profile: boolean;
  /** Compares what a request costs on both sizes. */
  growth: boolean;
}

const USAGE = `npm run bench -- [options]
  --small            a tenth of the rows
  --rounds N         interleaved rounds (5)
  --seconds N        length of one turn (3)
  --connections N    connections of the turns that are not of a single one (8)
  --only a,b         these operations
  --servers a,b      these servers
  --check            fill the database and compare the answers, measure nothing
  --profile          where the processor time of each operation goes
  --growth           what a request costs on a tenth of the rows and on all of them: Stanza and the floor
  --soak [N]         resident memory of Stanza over N requests (200000)`;

export function readOptions(args: string[] = process.argv.slice(2)): Options {
  const text = (value: string) => ({ type: 'string' as const, default: value });
  const { values } = parseArgs({
    args: args.map((arg, index) => (arg === '--soak' && !/^\d/.test(args[index + 1] ?? '') ? '--soak=200000' : arg)),
    options: {
      small: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      growth: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      rounds: text('5'),
      seconds: text('3'),
      requests: text('20000'),
      connections: text('8'),
      only: text(''),
      servers: text(''),
      soak: text('0'),
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const names = (list: string) => list.split(',').filter(Boolean);
  return {
    size: values.small ? SIZES.small : SIZES.default,
    databaseUrl: process.env.BENCH_DATABASE_URL ?? 'mysql://root@127.0.0.1:3306/stanza_bench',
    rounds: between('--rounds', values.rounds, 1, 50),
    seconds: between('--seconds', values.seconds, 0.1, 60),
    requests: between('--requests', values.requests, 1, 1_000_000),
    connections: between('--connections', values.connections, 1, 64),
    only: names(values.only),
    servers: names(values.servers),
    soak: between('--soak', values.soak, 0, 5_000_000),
    check: values.check,
    profile: values.profile,
    growth: values.growth,
  };
}

/** Each size has a database of its own, so that both can be kept. */
export function databaseOf(databaseUrl: string, size: Size): string {
  const url = new URL(databaseUrl);
  if (size.name === 'small') url.pathname += '_small';
  return url.href;
}

function between(name: string, text: string, from: number, to: number): number {
  const value = Number(text);
  if (!(value >= from && value <= to)) throw new Error(`${name} takes a number from ${from} to ${to}`);
  return value;
}
