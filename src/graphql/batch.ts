import DataLoader from 'dataloader';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.js';
import { selectionOf } from './selection.js';

/**
 * Reads a field of many parents in one statement. All parents for which the same place of a document is resolved at
 * the same time are handed to `load` together; what it leaves out of its answer is `missing`.
 */
export function batch<Value>(
  context: Context,
  info: GraphQLResolveInfo,
  parentId: string,
  missing: Value,
  load: (parentIds: string[]) => Promise<Map<string, Value>>,
): Promise<Value> {
  const place = selectionOf(info);
  const loader =
    context.loaders.get(place) ??
    new DataLoader<string, unknown>(
      async (ids) => {
        const found = await load([...new Set(ids)]);
        return ids.map((id) => (found.has(id) ? found.get(id) : missing));
      },
      { cache: false },
    );
  context.loaders.set(place, loader);
  return loader.load(parentId) as Promise<Value>;
}

/** Groups what a batch read by the parent it belongs to, keeping its order. */
export function groupBy<Item>(items: Item[], parentOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(parentOf(item));
    if (group) group.push(item);
    else groups.set(parentOf(item), [item]);
  }
  return groups;
}

/** As many `?` as there are values, for an IN list. */
export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
