import { Client } from 'undici';
import { DOCUMENTS, type DocumentName } from './operations.js';
import type { Contestant } from './servers.js';

/** One request: which document, as whom, with which variables. */
export interface Ask {
  document: DocumentName;
  token: string | null;
  variables: object;
}

/** What is done once: a request, or several of which each follows from the answer to the one before. */
export interface Turn {
  first: Ask;
  second?: (answer: Answer) => Ask;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: answers differ by document, and are compared as they are
  data?: any;
  errors?: unknown[];
}

/** What a measurement saw. Latencies are of whole turns, in milliseconds. */
export interface Measured {
  turns: number;
  seconds: number;
  latencies: number[];
}

/** Asks a server one thing after another on one connection. */
export class Asker {
  private readonly client: Client;
  private readonly bodies = new WeakMap<Ask, Buffer>();

  constructor(
    url: string,
    private readonly contestant: Pick<Contestant, 'graphql' | 'name'>,
  ) {
    this.client = new Client(url, { pipelining: 1, keepAliveTimeout: 60_000 });
  }

  async text(ask: Ask): Promise<string> {
    const { statusCode, body } = await this.client.request({
      method: 'POST',
      path: '/graphql',
      headers: {
        'content-type': 'application/json',
        ...(ask.token !== null && { authorization: `Bearer ${ask.token}` }),
      },
      body: this.bodyOf(ask),
    });
    const text = await body.text();
    if (statusCode !== 200 || text.startsWith('{"errors"') || text.endsWith(']}'))
      this.assertFine(ask, statusCode, text);
    return text;
  }

  async answer(ask: Ask): Promise<Answer> {
    return JSON.parse(await this.text(ask)) as Answer;
  }

  /** One turn, from the first request to the end of the last answer. */
  async take({ first, second }: Turn): Promise<void> {
    if (second) await this.text(second(await this.answer(first)));
    else await this.text(first);
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private assertFine(ask: Ask, status: number, text: string): void {
    if (status === 200 && !(JSON.parse(text) as Answer).errors) return;
    throw new Error(`${this.contestant.name} answers ${ask.document} with ${status}: ${text.slice(0, 500)}`);
  }

  private bodyOf(ask: Ask): Buffer {
    const known = this.bodies.get(ask);
    if (known) return known;
    const { document, variables } = ask;
    const query = this.contestant.graphql ? { query: DOCUMENTS[document] } : {};
    const body = Buffer.from(JSON.stringify({ ...query, operationName: document, variables }));
    this.bodies.set(ask, body);
    return body;
  }
}

/** Takes turns at a server, each connection one after another, until the time or the number is over. */
export async function drive(
  askers: Asker[],
  turns: (number: number) => Turn,
  bounds: { seconds: number; requests: number },
): Promise<Measured> {
  const begun = performance.now();
  const end = begun + bounds.seconds * 1_000;
  const latencies: number[] = [];
  let number = 0;
  await Promise.all(
    askers.map(async (asker) => {
      for (let now = performance.now(); now < end && number < bounds.requests; ) {
        const turn = turns(number);
        number += 1;
        await asker.take(turn);
        const done = performance.now();
        latencies.push(done - now);
        now = done;
      }
    }),
  );
  return { turns: latencies.length, seconds: (performance.now() - begun) / 1_000, latencies };
}

/** The value below which a share of some values lie. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The value in the middle; of an even number, halfway between the two there. */
export function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The median of the ratios within each round: what slows a round down slows both. */
export const medianRatio = (ones: number[], others: number[]): number =>
  median(ones.map((one, round) => one / others[round]));
