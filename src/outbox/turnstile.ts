import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for one's turn at most: who goes before may be with a server that has fallen silent. */
const PATIENCE = 2_000;

/** One try's way through a turnstile. */
export interface Pass {
  /** Settles when it is this one's turn, which begins then. Asked again, it is the same turn. */
  turn(): Promise<void>;
  /** Ends the turn, or the claim to one. */
  end(): void;
}

/**
 * Lets one at a time through where a kill would do harm: from the last byte of an item, with which the other side has
 * accepted it, until that is recorded. So a process that is killed leaves one item at most that will go out a second
 * time. Who has waited long enough goes anyway: a silent server must not hold up what goes to others.
 */
export class Turnstile {
  private last: Promise<void> = Promise.resolve();

  /** A pass for one try. */
  pass(): Pass {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      end = resolve;
    });
    let turn: Promise<void> | null = null;
    const take = (): Promise<void> => {
      const before = this.last;
      this.last = before.then(() => over);
      return Promise.race([before, delay(PATIENCE, undefined, { ref: false })]);
    };
    return {
      turn: () => {
        turn ??= take();
        return turn;
      },
      end: () => end(),
    };
  }
}
