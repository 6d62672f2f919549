import type { Parameter } from '../database/database.js';
import { isId } from '../database/ids.js';
import { badInput } from './errors.js';
import type { Page } from './pagination.js';
import type { Condition } from './search.js';

/** An order of a list: by these columns, the last of which is unique. Named by its key in cursors. */
export interface Order {
  key: string;
  columns: readonly [string] | readonly [string, 'id'];
  descending?: boolean;
  /** The column holds instants. */
  instants?: boolean;
}

/** The ORDER BY of a page: against the order where it is read backward. */
export function orderBy(page: Page, order: Order): string {
  const direction = Boolean(order.descending) !== page.backward ? 'DESC' : 'ASC';
  return `ORDER BY ${order.columns.map((column) => `t.${column} ${direction}`).join(', ')}`;
}

/** What comes after a position in an order: later in the first column, or level in it and later by id. */
export function afterPosition({ position, backward }: Page, order: Order): Condition[] {
  if (!position) return [];
  const values = order.columns.map((name, index) => columnValue(position[index], name, order));
  const [first, id] = values;
  if (position.length !== order.columns.length || first == null || id === null) throw wrongCursor(backward);
  const later = Boolean(order.descending) !== backward ? '<' : '>';
  const [column] = order.columns;
  if (id === undefined) return [{ sql: `t.${column} ${later} ?`, parameters: [first] }];
  return [
    { sql: `t.${column} ${later}= ?`, parameters: [first] },
    { sql: `t.${column} ${later} ? OR t.id ${later} ?`, parameters: [first, id] },
  ];
}

/** A value of a cursor as its column takes it; null when it cannot: a server compares an id with nothing but an id. */
function columnValue(value: string | undefined, column: string, { instants }: Order): Parameter {
  if (value === undefined) return null;
  if (column === 'id') return isId(value) ? value : null;
  if (!instants) return value;
  return INSTANT.test(value) && !Number.isNaN(Date.parse(value)) ? new Date(value) : null;
}

/** An instant as cursors carry it, of a year that databases can store. */
const INSTANT = /^[1-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

const wrongCursor = (backward: boolean) =>
  badInput(backward ? 'before' : 'after', {
    it: 'non è un cursore di questo elenco.',
    en: 'is not a cursor of this list.',
  });

/** The values that a node is sorted by. */
export const positionOf = (node: object, { columns }: Order): string[] =>
  columns.map((column) => {
    const value: unknown = Reflect.get(node, column);
    return value instanceof Date ? value.toISOString() : String(value);
  });

/** Compares nodes as the ORDER BY of a page does. What these lists are sorted by, ids and instants, sorts as text. */
export function byOrder<Node extends object>(
  page: Page,
  { columns, descending }: Order,
): (one: Node, other: Node) => number {
  const direction = Boolean(descending) !== page.backward ? -1 : 1;
  return (one, other) => {
    for (const column of columns) {
      const left = one[column as keyof Node];
      const right = other[column as keyof Node];
      if (left !== right) return left < right ? -direction : direction;
    }
    return 0;
  };
}
