import { LRUCache } from 'lru-cache';

/** How many tokens are remembered. */
const MOST = 5_000;

/** What a verified token says, and between which instants that holds without looking at its signature again. */
interface Verified<Said> {
  said: Said;
  from: number;
  until: number;
  /** What it was verified by: keys that are no longer the same have it verified again. */
  by: object;
}

/**
 * Remembers what tokens say whose signatures were verified: a client sends the same one with every request, and verifying
 * it again gives the same until it expires or the keys change. Whether its account still stands is no matter of the token,
 * and is looked up at every request.
 */
export class VerifiedTokens<Said extends object> {
  private readonly known = new LRUCache<string, Verified<Said>>({ max: MOST });

  /** Whether there is any use in asking. */
  has(token: string): boolean {
    return this.known.has(token);
  }

  /** What a token says, if that was verified with these keys and still holds; otherwise undefined. */
  get(token: string, by: object, now: Date): Said | undefined {
    const known = this.known.get(token);
    if (known?.by !== by) return undefined;
    // A clock that has been set back may find a token whose time has not come.
    return known.from <= now.getTime() && now.getTime() < known.until ? known.said : undefined;
  }

  /** Remembers what a token says, verified just now, up to an instant. */
  set(token: string, by: object, said: Said, { from, until }: { from: Date; until: Date }): Said {
    this.known.set(token, { said, by, from: from.getTime(), until: until.getTime() });
    return said;
  }
}
