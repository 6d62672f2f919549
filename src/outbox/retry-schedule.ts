const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

/** How long something is tried before it is given up. */
export const RETRY_FOR = 48 * HOUR;

const SHORTEST_WINDOW = 30 * SECOND;
const LONGEST_WINDOW = HOUR;

/**
 * When to try again what could not be delivered now, or null when it has been tried for 48 hours.
 *
 * The wait is drawn from a window (full jitter, so that what waited for the end of an outage does not all come back at
 * once) that is as wide as the tries are old, from 30 seconds to an hour. So it grows exponentially without a counter,
 * whether or not the other side answered, and the last try is made when the 48 hours are over.
 */
export function nextAttempt(since: Date, now: Date, random: () => number = Math.random): Date | null {
  const age = now.getTime() - since.getTime();
  if (age >= RETRY_FOR) return null;
  const window = Math.min(Math.max(age, SHORTEST_WINDOW), LONGEST_WINDOW);
  const wait = Math.max(SECOND, Math.round(random() * window));
  return new Date(Math.min(now.getTime() + wait, since.getTime() + RETRY_FOR));
}
