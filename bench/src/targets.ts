/** What Stanza promises of an operation: at most so much of the floor, at least so many times the others. */
export interface Targets {
  /** Processor time of a request, as a multiple of the floor's. */
  cpu: number;
  /** Throughput, as a multiple of theirs. */
  mercurius: number;
  yoga: number;
  /** The p99 of one connection, as a multiple of the floor's. */
  p99: number;
}

const USUAL: Targets = { cpu: 2, mercurius: 1.5, yoga: 3, p99: 3 };

const OTHERS: Record<string, Targets> = {
  catalogue: { ...USUAL, cpu: 1, mercurius: 2 },
  sending: { ...USUAL, cpu: 2.5, mercurius: 1 },
};

export const targetsOf = (operation: string): Targets => OTHERS[operation] ?? USUAL;

/** How much more a request may cost on ten times the rows. */
export const MOST_GROWTH = 1.3;
