import type { Context } from '../context.js';

/** The context that things were read with, where it is not that of the request. */
const readWith = new WeakMap<object, Context>();

/** A context in which it is another instant than now: what was batched for now is not mixed up with it. */
export const contextAt = (context: Context, at: Date): Context => ({ ...context, now: at, loaders: new Map() });

/** Remembers what was read as of another instant, so that all below it is read as of the same. */
export function keepInstant(things: Iterable<object>, context: Context): void {
  for (const thing of things) readWith.set(thing, context);
}

/** Reads something that hangs on a thing as of the instant that the thing itself was read for. */
export async function readBelow<T extends object | number | null>(
  thing: object,
  context: Context,
  read: (context: Context) => Promise<T>,
): Promise<T> {
  const own = readWith.get(thing);
  if (!own) return read(context);
  const below = await read(own);
  if (below !== null && typeof below === 'object') keepInstant(Array.isArray(below) ? below : [below], own);
  return below;
}
