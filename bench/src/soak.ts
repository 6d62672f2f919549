import { Asker, drive, median } from './load.js';
import type { RunningServer } from './servers.js';
import type { Workload } from './workload.js';

const SAMPLES = 20;

/** What the medians of two quarters may differ by when nothing is kept: heaps breathe. */
const BREATH = 0.05;

/** Tells the resident memory of a server over so many requests of all reading operations, and whether it comes to rest. */
export async function soak(
  server: RunningServer,
  workloads: Workload[],
  requests: number,
  tell: (line: string) => void,
): Promise<void> {
  const turns = interleaved(workloads.filter(({ writes }) => !writes));
  const askers = Array.from({ length: 8 }, () => new Asker(server.url, server.contestant));
  const samples: number[] = [];
  try {
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const share = Math.ceil(requests / SAMPLES);
      await drive(askers, (number) => turns[number % turns.length], { seconds: 3_600, requests: share });
      samples.push(server.memory());
      tell(`${(sample + 1) * share} requests: ${server.memory().toFixed(0)} MiB resident`);
    }
  } finally {
    await Promise.all(askers.map((asker) => asker.close()));
  }
  tell(judgementOf(samples));
}

/** Every operation as often as the others, whatever its variety. */
function interleaved(workloads: Workload[]) {
  const most = Math.max(...workloads.map(({ turns }) => turns.length));
  return Array.from({ length: most }, (_, index) => workloads.map(({ turns }) => turns[index % turns.length])).flat();
}

/** The first quarter is for what is compiled and kept on purpose. */
function judgementOf(samples: number[]): string {
  const quarter = samples.length / 4;
  const [second, last] = [median(samples.slice(quarter, 2 * quarter)), median(samples.slice(3 * quarter))];
  const growth = last / second - 1;
  const verdict = growth <= BREATH ? 'it has come to rest' : 'it still grows';
  return (
    `Median of the second quarter ${second.toFixed(0)} MiB, of the last ${last.toFixed(0)} MiB: ` +
    `${growth < 0 ? '' : '+'}${(100 * growth).toFixed(1)} %, ${verdict}`
  );
}
