import { Asker, drive } from './load.js';
import type { RunningServer } from './servers.js';
import type { Workload } from './workload.js';

const SAMPLES = 20;

/** Tells the resident memory of a server over so many requests of all reading operations. */
export async function soak(
  server: RunningServer,
  workloads: Workload[],
  requests: number,
  tell: (line: string) => void,
): Promise<number[]> {
  const turns = workloads.filter(({ writes }) => !writes).flatMap((workload) => workload.turns);
  const askers = Array.from({ length: 8 }, () => new Asker(server.url, server.contestant));
  const samples: number[] = [];
  try {
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const share = Math.ceil(requests / SAMPLES);
      await drive(askers, (number) => turns[number % turns.length], { seconds: 600, requests: share });
      samples.push(server.memory());
      tell(`${(sample + 1) * share} requests: ${server.memory().toFixed(0)} MiB resident`);
    }
  } finally {
    await Promise.all(askers.map((asker) => asker.close()));
  }
  return samples;
}
