import type { Context } from '../context.js';
import { unionOf } from '../database/dialect.js';
import { groupBy, marks } from './batch.js';
import { afterPosition, byOrder, type Order, orderBy, positionOf } from './order.js';
import { type Connection, connection, type Page } from './pagination.js';
import type { Reading, ReadModel, Row } from './read-model.js';
import { type Condition, whereAll } from './search.js';
import type { ConnectionSelection } from './selection.js';

/** A list to read a page of. */
export interface List {
  page: Page;
  order: Order;
  /** What an entry has to meet. */
  conditions: Condition[];
  /**
   * Disjoint parts that the list consists of, each of which an index has in the order of the list. With them a page costs
   * the same wherever it lies, while one index cannot have many parts in one order.
   */
  parts?: Condition[];
  /**
   * Conditions that the parts see to: put once to what they found, and not to each of them. Without parts they are
   * conditions like the others.
   */
  assured?: Condition[];
  /** The conditions as they are best put to a count, which reads all there are. */
  counted?: Condition[];
  /** How many there are, where that is known without counting. */
  count?: () => Promise<number>;
}

/** More parts than this cost more to look into than they save. */
export const MOST_PARTS = 64;

/** Reads one page of a list by its keyset: what page it is makes no difference to its cost. */
export async function readConnection<Node extends { id: string }>(
  context: Context,
  model: ReadModel,
  selection: ConnectionSelection,
  list: List,
): Promise<Connection<Node>> {
  const { page, order } = list;
  const [nodes, totalCount] = await Promise.all([
    model.read<Node>(context, selection.node, {
      ...pageOf(context, model, limitOf(page, selection), list),
      also: order.columns,
    }),
    selection.totalCount ? (list.count?.() ?? count(context, model, list)) : null,
  ]);
  return connection(page, order.key, nodes, (node) => positionOf(node, order), totalCount);
}

function pageOf(
  { database }: Context,
  model: ReadModel,
  limit: string,
  { page, order, conditions, parts = [], assured = [] }: List,
): Reading {
  const rest = [...conditions, ...afterPosition(page, order)];
  const inOrder = orderBy(page, order);
  if (parts.length < 2 || parts.length > MOST_PARTS) {
    const { sql, parameters } = whereAll([...(parts.length === 1 ? parts : []), ...assured, ...rest]);
    return { clause: `${sql} ${inOrder} ${limit}`, parameters };
  }
  const keys = order.columns.map((column) => `t.${column}`).join(', ');
  const wheres = parts.map((part) => whereAll([part, ...rest]));
  const branches = wheres.map(({ sql }) => `SELECT ${keys} FROM ${model.table} t ${sql} ${inOrder} ${limit}`);
  const again = whereAll(assured);
  return {
    joins: `JOIN (SELECT t.id FROM (${unionOf(database, branches)}) t ${inOrder} ${limit}) page ON page.id = t.id`,
    clause: `${again.sql} ${inOrder}`,
    parameters: [...wheres.flatMap(({ parameters }) => parameters), ...again.parameters],
  };
}

/** One row more than a page holds tells whether there is another page: where that is asked, and not for nothing. */
const limitOf = ({ size }: Page, { pageInfo }: ConnectionSelection): string => `LIMIT ${pageInfo ? size + 1 : size}`;

async function count(context: Context, model: ReadModel, { conditions, counted = conditions }: List): Promise<number> {
  const { sql, parameters } = whereAll(counted);
  const [row] = await context.database.rows<{ total: number }>(
    `SELECT COUNT(*) AS total FROM ${model.table} t ${sql}`,
    parameters,
  );
  return Number(row?.total ?? 0);
}

/** Reads one page of a list below each of many parents, in one statement. `parent` is the column that points to them. */
export async function readConnections<Node extends { id: string }>(
  context: Context,
  model: ReadModel,
  selection: ConnectionSelection,
  list: { page: Page; order: Order; conditions: Condition[]; parent: string; parentIds: string[] },
): Promise<Map<string, Connection<Node>>> {
  const { page, order, conditions, parent, parentIds } = list;
  const plan = model.plan(selection.node, [parent, ...order.columns], { joinsList: true });
  const joins = plan.joins(context);
  // One branch for each parent, so that each reads as many rows as it shows and no more. A branch finds ids alone: what
  // is joined to them afterwards need not be carried through temporary tables.
  const each = whereAll([{ sql: `t.${parent} = ?`, parameters: [] }, ...conditions, ...afterPosition(page, order)]);
  const branch = `SELECT t.id FROM ${model.table} t ${each.sql} ${orderBy(page, order)} ${limitOf(page, selection)}`;
  const found = unionOf(context.database, Array<string>(parentIds.length).fill(branch));
  const parameters = parentIds.flatMap((id) => [id, ...each.parameters]);
  const [rows, totals] = await Promise.all([
    context.database.rows<Row>(
      `SELECT ${plan.columns} FROM (${found}) page JOIN ${model.table} t ON t.id = page.id ${joins.sql}`,
      [...parameters, ...joins.parameters],
    ),
    selection.totalCount ? countBelow(context, model, list) : null,
  ]);
  const nodes = groupBy(await model.toNodes<Node>(context, plan, rows), (node) => String(Reflect.get(node, parent)));
  // Put in order here: a server sorts texts by way of a table on disk.
  for (const below of nodes.values()) below.sort(byOrder(page, order));
  return new Map(
    parentIds.map((id) => {
      const total = totals && (totals.get(id) ?? 0);
      return [id, connection(page, order.key, nodes.get(id) ?? [], (node) => positionOf(node, order), total)];
    }),
  );
}

async function countBelow(
  { database }: Context,
  { table }: ReadModel,
  { conditions, parent, parentIds }: { conditions: Condition[]; parent: string; parentIds: string[] },
): Promise<Map<string, number>> {
  const below = { sql: `t.${parent} IN (${marks(parentIds)})`, parameters: parentIds };
  const { sql, parameters } = whereAll([below, ...conditions]);
  const rows = await database.rows<{ parentId: string; total: number }>(
    `SELECT t.${parent} AS parentId, COUNT(*) AS total FROM ${table} t ${sql} GROUP BY t.${parent}`,
    parameters,
  );
  return new Map(rows.map(({ parentId, total }) => [parentId, Number(total)]));
}
