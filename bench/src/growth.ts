import { median, medianRatio } from './load.js';
import { atMost, milliseconds, row } from './markdown.js';
import { Track, takeRounds } from './measure.js';
import type { Options } from './options.js';
import type { RunningServer } from './servers.js';
import type { Stage } from './stage.js';
import { MOST_GROWTH } from './targets.js';

/** Servers on one size of the municipality. */
export interface GrowthStage extends Stage {
  servers: RunningServer[];
}

/** What a request costs on both sizes, and the median of the ratios of the rounds. */
interface Growth {
  small: number;
  large: number;
  ratio: number;
}

const HEADER = [
  '| operation | Stanza, small | default | ratio | floor, small | default | ratio | database for Stanza, ratio |',
  '|---|---:|---:|---:|---:|---:|---:|---:|',
];

/** Measures the processor time of a request on a small municipality and on one of ten times the rows, interleaved. */
export async function measureGrowth(
  small: GrowthStage,
  large: GrowthStage,
  options: Options,
  databasePid: number | null,
  tell: (line: string) => void,
): Promise<string[]> {
  const lines = [...HEADER];
  for (const [index, { name }] of large.workloads.entries()) {
    tell(`${name} …`);
    const tracksOn = ({ servers, workloads }: GrowthStage) =>
      servers.map((server) => new Track(server, workloads[index], options, databasePid));
    const [before, after] = [tracksOn(small), tracksOn(large)];
    await takeRounds([...before, ...after], options.rounds);
    const growth = before.map((track, place) => growthOf(track, after[place], ({ cpu }) => cpu));
    const [stanza, floor] = growth;
    const database =
      databasePid === null ? '' : growthOf(before[0], after[0], (round) => Number(round.databaseCpu)).ratio.toFixed(2);
    lines.push(
      row(
        name,
        ...cellsOf(stanza, atMost(stanza.ratio, MOST_GROWTH)),
        ...cellsOf(floor, floor.ratio.toFixed(2)),
        database,
      ),
    );
  }
  return lines;
}

type Value = (round: Track['rounds'][number]) => number;

function growthOf(small: Track, large: Track, value: Value): Growth {
  const [before, after] = [small.rounds.map(value), large.rounds.map(value)];
  return { small: median(before), large: median(after), ratio: medianRatio(after, before) };
}

const cellsOf = ({ small, large }: Growth, ratio: string): string[] => [
  milliseconds(small),
  milliseconds(large),
  ratio,
];
