import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isEmbedded } from '../support/scratch-database.js';

/** Whether what is pinned is written anew, from what is seen. */
const UPDATING = process.env.UPDATE_PINS === '1';

/** Numbers that are pinned in a file beside the tests, one for each engine, by the names of what they are of. */
export class Pins {
  private readonly path: string;
  private readonly pinned: Record<string, number>;
  private readonly seen: Record<string, number> = {};

  constructor(name: string) {
    const file = `${name}.${isEmbedded() ? 'sqlite' : 'mariadb'}.json`;
    this.path = fileURLToPath(new URL(`../../../test/growth/${file}`, import.meta.url));
    this.pinned = existsSync(this.path) ? JSON.parse(readFileSync(this.path, 'utf8')) : {};
  }

  /** Keeps what was seen, and answers what is pinned: what was seen, while the file is written anew. */
  compare(name: string, seen: number): number | undefined {
    this.seen[name] = seen;
    return UPDATING ? seen : this.pinned[name];
  }

  /** The names that are pinned and were not seen. */
  unseen(): string[] {
    return UPDATING ? [] : Object.keys(this.pinned).filter((name) => !(name in this.seen));
  }

  /** Writes the file anew where that is asked for. */
  update(): void {
    if (!UPDATING) return;
    const sorted = Object.fromEntries(Object.entries(this.seen).sort(([one], [other]) => (one < other ? -1 : 1)));
    writeFileSync(this.path, `${JSON.stringify(sorted, null, 2)}\n`);
  }
}
