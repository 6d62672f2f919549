import type { Context } from '../context.js';
import { unionOf } from '../database/dialect.js';
import { afterPosition, type Order } from '../graphql/order.js';
import { type Connection, connection, type ForwardArgs, type Page, readPage } from '../graphql/pagination.js';
import type { Row } from '../graphql/read-model.js';
import { contextAt } from '../graphql/reading-instant.js';
import { type Condition, hasWords, searchWords, whereAll } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import { hasAvailable, isAvailable } from './availability.js';
import type { Service } from './service.entity.js';
import { serviceModel } from './service.read.js';
import type { ServiceGroup } from './service-group.entity.js';
import { serviceGroupModel } from './service-group.read.js';

/** What to look for in the catalogue. */
export interface CatalogueFilter {
  search?: string | null;
  topic?: string | null;
}

type Entry = Service | ServiceGroup;

/** By name, as Italian readers expect; services and groups alike. */
const BY_NAME: Order = { key: 'catalogue', columns: ['sortName', 'id'] };

/**
 * One page of what citizens find at the instant of the context, or at another one: services on their own that are
 * available, and groups that have an available service, each once (R18, R19, R21). One statement, whatever the page.
 */
export async function readCatalogue(
  request: Context,
  selection: ConnectionSelection,
  filter: CatalogueFilter,
  args: ForwardArgs,
  at: Date | null,
): Promise<Connection<Entry>> {
  const context = at ? contextAt(request, at) : request;
  const page = readPage(args, BY_NAME.key);
  const services = serviceModel.plan(selection.node.on('Service'));
  const groups = serviceGroupModel.plan(selection.node.on('ServiceGroup'), [], { alias: 'g' });
  const [serviceJoins, groupJoins] = [services.joins(context), groups.joins(context)];
  const branches = branchesOf(context, filter);
  const entries = entriesOf(context, branches, page);
  const total = selection.totalCount ? countOf(branches) : { sql: 'NULL', parameters: [] };

  const rows = await context.database.rows<Row>(
    `SELECT counted.total, e.sortName AS entryName, e.id AS entryId, ${services.columns}, ${groups.columns}
       FROM (SELECT ${total.sql} AS total) counted
       LEFT JOIN (${entries.sql}) e ON 1 = 1
       LEFT JOIN services t ON t.id = e.id ${serviceJoins.sql}
       LEFT JOIN service_groups g ON g.id = e.id ${groupJoins.sql}
      ORDER BY e.sortName, e.id`,
    [...total.parameters, ...entries.parameters, ...serviceJoins.parameters, ...groupJoins.parameters],
  );

  const positions = new Map<Entry, string[]>();
  const [service, group] = [services.nodesFor(context), groups.nodesFor(context)];
  for (const row of rows) {
    const node = service.node(row) ?? group.node(row);
    if (node) positions.set(node as Entry, [String(row.entryName), String(row.entryId)]);
  }
  await Promise.all([service.finish(), group.finish()]);
  const nodes = [...positions.keys()];
  const totalCount = selection.totalCount ? Number(rows[0]?.total ?? 0) : null;
  return connection(page, BY_NAME.key, nodes, (node) => positions.get(node) ?? [], totalCount);
}

/** The two kinds of entries: a table, and what holds for its rows (alias t) that citizens find. */
interface Branch {
  table: string;
  conditions: Condition[];
}

function branchesOf({ now }: Context, { search, topic }: CatalogueFilter): Branch[] {
  const words = searchWords(search);
  const lookedFor = (alias: string): Condition[] => [
    ...hasWords(`${alias}.searchText`, words),
    ...(topic == null ? [] : [{ sql: `${alias}.topic = ?`, parameters: [topic] }]),
  ];
  const inServices = lookedFor('s').map((inService) => hasAvailable('t', now, inService));
  return [
    {
      table: 'services',
      conditions: [{ sql: 't.groupId IS NULL', parameters: [] }, isAvailable('t', now), ...lookedFor('t')],
    },
    {
      table: 'service_groups',
      // A group stands for its services: each thing looked for may be in one that is available, and in no other.
      conditions: [
        hasAvailable('t', now),
        ...lookedFor('t').map((inGroup, index) => either(inGroup, inServices[index] ?? inGroup)),
      ],
    },
  ];
}

const either = (one: Condition, other: Condition): Condition => ({
  sql: `${one.sql} OR ${other.sql}`,
  parameters: [...one.parameters, ...other.parameters],
});

/** The keys of one page and of one entry more: each branch reads as many as the page can show, and no more. */
function entriesOf({ database }: Context, branches: Branch[], page: Page): Condition {
  const limit = `ORDER BY sortName, id LIMIT ${page.size + 1}`;
  const read = branches.map(({ table, conditions }) => {
    const { sql, parameters } = whereAll([...conditions, ...afterPosition(page, BY_NAME)]);
    return { sql: `SELECT t.sortName, t.id FROM ${table} t ${sql} ${limit}`, parameters };
  });
  const found = unionOf(
    database,
    read.map(({ sql }) => sql),
  );
  return {
    sql: `SELECT * FROM (${found}) entries ${limit}`,
    parameters: read.flatMap(({ parameters }) => parameters),
  };
}

function countOf(branches: Branch[]): Condition {
  const counts = branches.map(({ table, conditions }) => {
    const { sql, parameters } = whereAll(conditions);
    return { sql: `(SELECT COUNT(*) FROM ${table} t ${sql})`, parameters };
  });
  return {
    sql: counts.map(({ sql }) => sql).join(' + '),
    parameters: counts.flatMap(({ parameters }) => parameters),
  };
}
