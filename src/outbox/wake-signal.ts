/** Lets one loop sleep until it is woken. A wake-up that comes while it is awake is kept for the next sleep. */
export class WakeSignal {
  private woken = false;
  private end: (() => void) | null = null;

  /** Ends the sleep, or keeps the next one from beginning. */
  wake(): void {
    this.woken = true;
    this.end?.();
  }

  /** Sleeps until woken, for so many milliseconds at most. */
  async sleep(milliseconds: number): Promise<void> {
    if (!this.woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.end = null;
    this.woken = false;
  }
}
