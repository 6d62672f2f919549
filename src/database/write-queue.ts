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
