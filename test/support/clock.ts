/** The one thing that tests fake: the machine's clock, moved forward or stopped. */
export class TestClock {
  private offset = 0;
  private stoppedAt: Date | null = null;

  /** The present instant, as the service is given it. */
  readonly now = (): Date => (this.stoppedAt ? new Date(this.stoppedAt) : new Date(Date.now() + this.offset));

  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): void {
    this.offset += milliseconds;
    if (this.stoppedAt) this.stoppedAt = new Date(this.stoppedAt.getTime() + milliseconds);
  }

  /** Stops at an instant. */
  stopAt(instant: Date): void {
    this.stoppedAt = instant;
  }

  /** Goes on with the machine's time. */
  reset(): void {
    this.offset = 0;
    this.stoppedAt = null;
  }
}
