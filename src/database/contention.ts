interface DriverError {
  errno?: number;
  code?: string;
}

/** Deadlock, lock wait time-out, snapshot conflict. */
const ENDED_FOR_ANOTHER = new Set([1213, 1205, 1020]);

/** A unique key that is taken already, as a server and as the embedded engine say it. */
const DUPLICATE_ENTRY = 1062;
const TAKEN_KEYS = new Set(['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

/** Whether a unique key stood in the way: somebody else stored the same value first. */
export function isTakenKey(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as DriverError;
  return errno === DUPLICATE_ENTRY || (code !== undefined && TAKEN_KEYS.has(code));
}

/** Whether another process is writing to the file of the embedded engine. */
export const isBusy = (error: unknown): boolean =>
  Boolean((error as DriverError | null)?.code?.startsWith('SQLITE_BUSY'));

/**
 * Whether trying again can succeed: the database ended the transaction for the sake of another one, or another one was
 * first with a unique value. Then the rule finds it at its second try, and says so in its own words or takes another.
 */
export function lostRace(error: unknown): boolean {
  const { errno } = (error ?? {}) as DriverError;
  const isEnded = errno !== undefined && ENDED_FOR_ANOTHER.has(errno);
  return isEnded || isBusy(error) || isTakenKey(error);
}
