import { isDeepStrictEqual } from 'node:util';
import { type Answer, Asker, type Turn } from './load.js';
import type { RunningServer } from './servers.js';
import type { Workload } from './workload.js';

const COMPARED = 24;

/** Throws unless all servers answer the same to the first turns of an operation. */
export async function compareAnswers(servers: RunningServer[], { name, turns, writes }: Workload): Promise<void> {
  const askers = servers.map(({ url, contestant }) => new Asker(url, contestant));
  try {
    for (const turn of turns.slice(0, COMPARED)) {
      const answers: unknown[] = [];
      for (const asker of askers) answers.push(normalise(await everyAnswer(asker, turn), writes));
      const [reference] = answers;
      answers.forEach((answer, index) => {
        if (isDeepStrictEqual(answer, reference)) return;
        const [one, other] = [servers[0].contestant.name, servers[index].contestant.name];
        throw new Error(`${one} and ${other} differ in ${name}: ${difference(reference, answer)}`);
      });
    }
  } finally {
    await Promise.all(askers.map((asker) => asker.close()));
  }
}

async function everyAnswer(asker: Asker, { first, second }: Turn): Promise<Answer[]> {
  const answer = await asker.answer(first);
  return second ? [answer, await asker.answer(second(answer))] : [answer];
}

/** Plain data without what differs by nature in two writes. */
function normalise(answers: Answer[], writes: boolean): unknown {
  const text = JSON.stringify(answers.map(({ data }) => data));
  if (!writes) return JSON.parse(text);
  return JSON.parse(
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT')
      .replace(/"confirmationToken":"[\w-]+"/g, '"confirmationToken":"TOKEN"'),
  );
}

/** Where two answers differ first. */
function difference(one: unknown, other: unknown, path = ''): string {
  const areObjects = one !== null && other !== null && typeof one === 'object' && typeof other === 'object';
  if (!areObjects) return `${path || 'all'}: ${JSON.stringify(one)} and ${JSON.stringify(other)}`;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [left, right]: unknown[] = [Reflect.get(one, key), Reflect.get(other, key)];
    if (!isDeepStrictEqual(left, right)) return difference(left, right, `${path}.${key}`);
  }
  return path;
}
