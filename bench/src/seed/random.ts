/** Numbers that look random and are always the same: a sequence of its own for each thing, whatever is made before it. */
export class Random {
  private state: number;

  constructor(...key: (string | number)[]) {
    this.state = hash(key.join('/'));
  }

  /** A number from 0 to 1, without 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to a bound, without it. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Whether something of such a probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of some. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}

const digits = (value: number, count: number): string => value.toString(16).padStart(count, '0').slice(-count);

/** The UUIDv7 of an instant that a kind of thing has for a number: it sorts by the instant, as those of the service do. */
export function seedId(kind: number, index: number, at: Date): string {
  const time = digits(at.getTime(), 12);
  const low = digits(index, 8);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${digits(kind, 3)}-8${digits(index % 4093, 3)}-${digits(kind, 4)}${low}`;
}
