import type { Context } from '../context.js';

/** Contexts in which it is another instant than that of the request. */
const others = new WeakSet<Context>();

/** The context that a thing was read with, where it is not that of the request. */
const readWith = new WeakMap<object, Context>();

/** A context in which it is another instant than now: what was batched for now is not mixed up with it. */
export function contextAt(context: Context, at: Date): Context {
  const other: Context = Object.assign(Object.create(Object.getPrototypeOf(context)), context, {
    now: at,
    loaders: new Map(),
  });
  others.add(other);
  return other;
}

/** Whether what is read with a context has to remember it. */
export const isOfAnotherInstant = (context: Context): boolean => others.has(context);

/** Remembers that a thing was read as of another instant, so that all below it is read as of the same. */
export function keepInstant(thing: object, context: Context): void {
  readWith.set(thing, context);
}

/** The context by which to read what hangs on a thing: as of the instant that the thing itself was read for. */
export const contextBelow = (thing: object, context: Context): Context => readWith.get(thing) ?? context;
