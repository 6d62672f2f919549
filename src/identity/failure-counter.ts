const WINDOW_MS = 15 * 60_000;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/** Beyond these the one not heard of for longest is forgotten: memory stays bounded whatever is tried. */
const MOST_KEYS = 10_000;

interface Tries {
  /** Instants of the tries of the last 15 minutes that have not succeeded; never more than the limit. */
  recent: number[];
  /** How many waits in a row were imposed: each is twice as long as the one before. */
  waits: number;
  until: number;
}

/** Counts what fails under a key, and says how long to wait before the next try. */
export type FailureCounter = ReturnType<typeof createFailureCounter>;

/**
 * Counts failures per key in memory. `limit` of them within 15 minutes impose a wait of 30 seconds; then every further one
 * a wait twice as long, up to 15 minutes, until 15 minutes pass without any. A try counts as failed from its beginning:
 * those that begin while others are still being checked are counted like any.
 */
export function createFailureCounter(limit: number, clock: () => Date) {
  const tries = new Map<string, Tries>();

  /** Milliseconds until a try is allowed; 0 when it is now. Counts nothing. */
  function wait(key: string): number {
    return Math.max(0, (tries.get(key)?.until ?? 0) - clock().getTime());
  }

  /** Counts a try that begins, as failed until it succeeds. */
  function begin(key: string): void {
    const now = clock().getTime();
    const known = tries.get(key);
    const waits = known !== undefined && now < known.until + WINDOW_MS ? known.waits : 0;
    const recent = [...(known?.recent ?? []).filter((at) => at > now - WINDOW_MS), now].slice(-limit);
    const imposed = waits > 0 || recent.length >= limit;
    const until = imposed ? now + Math.min(FIRST_WAIT_MS * 2 ** waits, LONGEST_WAIT_MS) : now;
    // Deleted first: a Map remembers the order of insertion, so its first key is the one to forget.
    tries.delete(key);
    tries.set(key, { recent, waits: imposed ? waits + 1 : 0, until });
    if (tries.size > MOST_KEYS) tries.delete(tries.keys().next().value ?? key);
  }

  /** Takes back one try that succeeded, with the wait that it imposed; the failures before it stay counted. */
  function takeBack(key: string): void {
    const known = tries.get(key);
    if (known === undefined) return;
    known.recent.pop();
    known.waits = Math.max(0, known.waits - 1);
    known.until = Math.min(known.until, clock().getTime());
  }

  /** Forgets everything about a key. */
  function reset(key: string): void {
    tries.delete(key);
  }

  return { wait, begin, takeBack, reset };
}
