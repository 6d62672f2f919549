/** Runs one job after another, in the order in which they came. */
export class WriteQueue {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.last.then(job);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Settles when every job that came before is done. */
  async idle(): Promise<void> {
    await this.last;
  }
}

/** Deadlock, lock wait time-out, snapshot conflict; and the embedded file being written by another process. */
const RETRYABLE_ERRNO = new Set([1213, 1205, 1020]);

/** Whether the database ended a transaction for the sake of another one, so that trying again can succeed. */
export function retryable(error: unknown): boolean {
  const { errno, code } = (error ?? {}) as { errno?: number; code?: string };
  return (errno !== undefined && RETRYABLE_ERRNO.has(errno)) || Boolean(code?.startsWith('SQLITE_BUSY'));
}
