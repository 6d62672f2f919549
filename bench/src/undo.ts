/** What has to be put back when a run ends, however it ends. */
export class Undo {
  private readonly works: (() => Promise<unknown>)[] = [];
  private done: Promise<void> | null = null;

  constructor(private readonly tell: (line: string) => void) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => this.all().then(() => process.exit(1)));
    }
  }

  /** Does this at the end: what was done last is undone first. */
  later(work: () => Promise<unknown>): void {
    this.works.push(work);
  }

  /** Undoes everything, once. What fails does not keep the rest from being undone. */
  all(): Promise<void> {
    this.done ??= this.undo();
    return this.done;
  }

  private async undo(): Promise<void> {
    for (const work of this.works.reverse()) {
      try {
        await work();
      } catch (error) {
        this.tell(`Could not be undone: ${String(error)}`);
      }
    }
  }
}
