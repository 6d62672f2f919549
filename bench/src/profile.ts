import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asker, drive } from './load.js';
import { type Contestant, startServer } from './servers.js';
import type { Workload } from './workload.js';

/** What V8 writes with --cpu-prof, as far as it is read here. */
interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
  /** Microseconds of the clock that hrtime reads, which all processes of a machine share. */
  startTime: number;
}

const WARM_UP = 5_000;
const REQUESTS = 5_000;
const LINES = 25;

/** Where the processor time of an operation goes: by package, by function, and by our own functions with what they call. */
export async function profile(
  contestant: Contestant,
  environment: Record<string, string>,
  workload: Workload,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stanza-bench-'));
  try {
    const server = await startServer(contestant, environment, ['--cpu-prof', '--cpu-prof-dir', folder]);
    const askers = Array.from({ length: 4 }, () => new Asker(server.url, contestant));
    const turns = (number: number) => workload.turns[number % workload.turns.length];
    await drive(askers, turns, { seconds: 60, requests: WARM_UP });
    const from = microseconds();
    const { turns: taken } = await drive(askers, turns, { seconds: 60, requests: REQUESTS });
    const to = microseconds();
    await Promise.all(askers.map((asker) => asker.close()));
    await server.stop();
    const [file] = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
    if (!file) return `${contestant.name} leaves no profile`;
    const read = JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
    return `\n# ${contestant.name}, ${workload.name}: ${taken} turns\n${summary(read, { from, to, turns: taken })}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const microseconds = (): number => Number(process.hrtime.bigint() / 1000n);

const IDLE = new Set(['(idle)', '(program)', '(root)']);

/** What was measured, and when. */
interface Window {
  from: number;
  to: number;
  turns: number;
}

function summary({ nodes, samples, timeDeltas, startTime }: CpuProfile, { from, to, turns }: Window): string {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const own = new Map<string, number>();
  const packages = new Map<string, number>();
  const inclusive = new Map<string, number>();
  let busy = 0;
  let at = startTime;
  samples.forEach((id, index) => {
    at += timeDeltas[index];
    if (at < from || at > to) return;
    const node = byId.get(id);
    if (!node || IDLE.has(node.callFrame.functionName)) return;
    const spent = timeDeltas[index] / 1000;
    busy += spent;
    add(own, nameOf(node.callFrame), spent);
    add(packages, packageOf(node.callFrame), spent);
    const seen = new Set<string>();
    for (let above: number | undefined = id; above !== undefined; above = parents.get(above)) {
      const frame = byId.get(above)?.callFrame;
      if (frame) seen.add(nameOf(frame));
    }
    for (const name of seen) add(inclusive, name, spent);
  });
  const part = (title: string, times: Map<string, number>, lines: number) =>
    [
      `${title}:`,
      ...[...times]
        .sort(([, one], [, other]) => other - one)
        .slice(0, lines)
        .map(
          ([name, spent]) =>
            `${((spent / busy) * 100).toFixed(1).padStart(6)} %  ${(spent / turns).toFixed(3)} ms  ${name}`,
        ),
    ].join('\n');
  return [
    `${(busy / turns).toFixed(2)} ms of JavaScript a turn, without the start and the warm-up`,
    part('by package', packages, 20),
    part('by function, itself', own, LINES),
    part('by function, with what it calls', inclusive, 2 * LINES),
  ].join('\n');
}

const add = (times: Map<string, number>, name: string, spent: number): void => {
  times.set(name, (times.get(name) ?? 0) + spent);
};

type Frame = CpuProfile['nodes'][number]['callFrame'];

const nameOf = ({ functionName, url, lineNumber }: Frame): string =>
  `${functionName || '(anonymous)'} ${url.replace(/^.*\/(node_modules|dist)\//, '')}:${lineNumber + 1}`;

function packageOf({ functionName, url }: Frame): string {
  if (functionName === '(garbage collector)') return functionName;
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  return name ?? (/\/dist\/(\w+)/.exec(url)?.[0] || url.replace(/\/.*$/, '') || '(native)');
}
