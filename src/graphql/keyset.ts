import type { Context } from '../context.js';
import type { Parameter } from '../database/database.js';
import { isId } from '../database/ids.js';
import { badInput } from './errors.js';
import { type Connection, connection, type Page } from './pagination.js';
import type { ReadModel } from './read-model.js';
import { type Condition, whereAll } from './search.js';
import type { ConnectionSelection } from './selection.js';

/** An order of a list: by these columns, the last of which is unique. Named by its key in cursors. */
export interface Order {
  key: string;
  columns: readonly [string] | readonly [string, 'id'];
  descending?: boolean;
  /** The column holds instants. */
  instants?: boolean;
}

/** Reads one page of a list by its keyset: what page it is makes no difference to its cost. */
export async function readConnection<Node extends { id: string }>(
  context: Context,
  model: ReadModel,
  selection: ConnectionSelection,
  list: { page: Page; order: Order; conditions: Condition[]; joins?: string },
): Promise<Connection<Node>> {
  const { page, order, conditions, joins = '' } = list;
  const { sql, parameters } = whereAll([...conditions, ...afterPosition(page, order)]);
  const [nodes, totalCount] = await Promise.all([
    model.read<Node>(context, selection.node, {
      clause: `${sql} ${orderBy(page, order)} LIMIT ${page.size + 1}`,
      parameters,
      also: order.columns,
      joins,
    }),
    selection.totalCount ? count(context, model, conditions, joins) : null,
  ]);
  return connection(page, order.key, nodes, (node) => positionOf(node, order), totalCount);
}

/** The ORDER BY of a page: against the order where it is read backward. */
export function orderBy(page: Page, order: Order): string {
  const direction = Boolean(order.descending) !== page.backward ? 'DESC' : 'ASC';
  return `ORDER BY ${order.columns.map((column) => `t.${column} ${direction}`).join(', ')}`;
}

async function count(context: Context, model: ReadModel, conditions: Condition[], joins: string): Promise<number> {
  const { sql, parameters } = whereAll(conditions);
  const [row] = await context.database.rows<{ total: number }>(
    `SELECT COUNT(*) AS total FROM ${model.table} t ${joins} ${sql}`,
    parameters,
  );
  return Number(row?.total ?? 0);
}

/** What comes after a position in an order: later in the first column, or level in it and later by id. */
export function afterPosition({ position, backward }: Page, order: Order): Condition[] {
  if (!position) return [];
  const values = position.map((value, index) => parameterOf(value, order, index));
  const [first, id] = values;
  if (values.length !== order.columns.length || first == null || id === null) throw wrongCursor(backward);
  const later = Boolean(order.descending) !== backward ? '<' : '>';
  const [column] = order.columns;
  if (id === undefined) return [{ sql: `t.${column} ${later} ?`, parameters: [first] }];
  return [
    { sql: `t.${column} ${later}= ?`, parameters: [first] },
    { sql: `t.${column} ${later} ? OR t.id ${later} ?`, parameters: [first, id] },
  ];
}

/** A value of a cursor as a parameter; null when it cannot be the column's. */
function parameterOf(value: string, { columns, instants }: Order, index: number): Parameter {
  if (columns[index] === 'id') return isId(value) ? value : null;
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
