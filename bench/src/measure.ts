import { Asker, drive, median, medianRatio, percentile, type Turn } from './load.js';
import type { Options } from './options.js';
import { processorTimeOf } from './processor-time.js';
import type { RunningServer } from './servers.js';
import type { Workload } from './workload.js';

/** What one server did in one round; times in milliseconds. */
interface Round {
  perSecond: number;
  /** Processor time for each turn: the server's, and the database's where it can be told. */
  cpu: number;
  databaseCpu: number | null;
  p50: number;
  p99: number;
  singleP50: number;
  singleP99: number;
}

/** Medians of the rounds of one server at one operation. */
export interface Figures extends Round {
  server: string;
  turns: number;
  /** Medians of the ratios within each round, to the floor and from this server to Stanza. */
  cpuToFloor: number | null;
  singleP99ToFloor: number | null;
  stanzaThroughput: number | null;
}

export interface OperationResult {
  operation: string;
  title: string;
  figures: Figures[];
}

/** Until what is compiled has been compiled: it takes some ten thousand requests. */
const WARM_UP = { seconds: 25, requests: 12_000 };

/** Measures an operation on every server. */
export async function measure(
  servers: RunningServer[],
  workload: Workload,
  options: Options,
  databasePid: number | null,
): Promise<OperationResult> {
  const tracks = servers.map((server) => new Track(server, workload, options, databasePid));
  await takeRounds(tracks, options.rounds);
  const roundsOf = (name: string) => tracks.find(({ server }) => server.contestant.name === name)?.rounds;
  const [floor, stanza] = [roundsOf('floor'), roundsOf('stanza')];
  const ratio = (ones: Round[] | undefined, others: Round[] | undefined, value: (round: Round) => number) =>
    ones && others ? medianRatio(ones.map(value), others.map(value)) : null;
  return {
    operation: workload.name,
    title: workload.title,
    figures: tracks.map(({ server, rounds, turns }) => ({
      server: server.contestant.name,
      turns,
      ...medians(rounds),
      cpuToFloor: ratio(rounds, floor, ({ cpu }) => cpu),
      singleP99ToFloor: ratio(rounds, floor, ({ singleP99 }) => singleP99),
      stanzaThroughput: ratio(stanza, rounds, ({ perSecond }) => perSecond),
    })),
  };
}

function medians(rounds: Round[]): Round {
  const of = (value: (round: Round) => number) => median(rounds.map(value));
  return {
    perSecond: of(({ perSecond }) => perSecond),
    cpu: of(({ cpu }) => cpu),
    databaseCpu: rounds.some(({ databaseCpu }) => databaseCpu === null) ? null : of((each) => Number(each.databaseCpu)),
    p50: of(({ p50 }) => p50),
    p99: of(({ p99 }) => p99),
    singleP50: of(({ singleP50 }) => singleP50),
    singleP99: of(({ singleP99 }) => singleP99),
  };
}

/** Every track is warmed up, then each takes its turn in every round. */
export async function takeRounds(tracks: Track[], rounds: number): Promise<void> {
  try {
    for (const track of tracks) await track.warmUp();
    for (let round = 0; round < rounds; round += 1) {
      // Who comes first in a round changes, so that nobody always follows the same neighbour.
      for (let place = 0; place < tracks.length; place += 1) await tracks[(place + round) % tracks.length].run();
    }
  } finally {
    for (const track of tracks) await track.close();
  }
}

/** One server at one operation. */
export class Track {
  readonly rounds: Round[] = [];
  turns = 0;
  private readonly askers: Asker[];
  private next = 0;

  constructor(
    readonly server: RunningServer,
    private readonly workload: Workload,
    private readonly options: Options,
    private readonly databasePid: number | null,
  ) {
    this.askers = Array.from({ length: options.connections }, () => new Asker(server.url, server.contestant));
  }

  async warmUp(): Promise<void> {
    await drive(this.askers, this.turn, WARM_UP);
  }

  async run(): Promise<void> {
    const { seconds, requests } = this.options;
    const ofServer = processorTimeOf(this.server.pid);
    const ofDatabase = this.databasePid === null ? null : processorTimeOf(this.databasePid);
    const many = await drive(this.askers, this.turn, { seconds, requests });
    const cpu = ofServer() / many.turns;
    const databaseCpu = ofDatabase && ofDatabase() / many.turns;
    const single = await drive(this.askers.slice(0, 1), this.turn, { seconds: seconds / 2, requests });
    this.turns += many.turns + single.turns;
    this.rounds.push({
      perSecond: many.turns / many.seconds,
      cpu,
      databaseCpu,
      p50: percentile(many.latencies, 0.5),
      p99: percentile(many.latencies, 0.99),
      singleP50: percentile(single.latencies, 0.5),
      singleP99: percentile(single.latencies, 0.99),
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.askers.map((asker) => asker.close()));
  }

  private readonly turn = (): Turn => {
    this.next += 1;
    return this.workload.turns[this.next % this.workload.turns.length];
  };
}
