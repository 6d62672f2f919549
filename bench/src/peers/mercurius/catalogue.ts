import type { MercuriusContext } from 'mercurius';
import type { RowDataPacket } from 'mysql2/promise';
import { countEntries, hasAvailable, isAvailable, readCursor, writeCursor } from '../rules.js';
import { byId, groupBy, pool, type Query, uncached } from './parts.js';

interface Entry extends RowDataPacket {
  id: string;
  sortName: string;
  /** Null of a service. */
  ordered: number | null;
}

interface ServiceRow extends RowDataPacket {
  groupId: string | null;
}

interface CatalogueArguments {
  topic?: string | null;
  first: number;
  after?: string | null;
}

interface CatalogueResult {
  topic?: string | null;
}

/** The two kinds of entries of the public catalogue: what holds for those that citizens find, and its values. */
function branchesOf(topic: string | null | undefined) {
  const services = `t.groupId IS NULL AND ${isAvailable('t')}`;
  if (topic == null) return { services, groups: hasAvailable('t'), ofServices: [], ofGroups: [] };
  return {
    services: `${services} AND t.topic = ?`,
    groups: `${hasAvailable('t')} AND (t.topic = ? OR EXISTS (
      SELECT 1 FROM services s WHERE s.groupId = t.id AND ${isAvailable('s')} AND s.topic = ?))`,
    ofServices: [topic],
    ofGroups: [topic, topic],
  };
}

export const catalogueQueries = {
  /** One page of both kinds; each branch reads as much as the page can show. */
  async catalogue(_: unknown, { topic, first, after }: CatalogueArguments) {
    const { services, groups, ofServices, ofGroups } = branchesOf(topic);
    const position = readCursor('catalogue', after);
    const later = position ? 'AND t.sortName >= ? AND (t.sortName > ? OR t.id > ?)' : '';
    const start = position ? [position[0], position[0], position[1]] : [];
    const [rows] = await pool.execute<Entry[]>(
      `(SELECT t.sortName, t.id, t.slug, t.name, t.topic, t.publishedUntil, NULL AS ordered
          FROM services t WHERE ${services} ${later} ORDER BY t.sortName, t.id LIMIT ${first + 1})
       UNION ALL
       (SELECT t.sortName, t.id, t.slug, t.name, t.topic, NULL, t.ordered
          FROM service_groups t WHERE ${groups} ${later} ORDER BY t.sortName, t.id LIMIT ${first + 1})
       ORDER BY sortName, id LIMIT ${first + 1}`,
      [...ofServices, ...start, ...ofGroups, ...start],
    );
    const nodes = rows.slice(0, first);
    const last = nodes.at(-1);
    const endCursor = last ? writeCursor('catalogue', last.sortName, last.id) : null;
    return {
      topic,
      nodes,
      pageInfo: { hasNextPage: rows.length > first, hasPreviousPage: position !== null, endCursor },
    };
  },
};

export const catalogueTypes = {
  CatalogueEntry: { resolveType: ({ ordered }: Entry) => (ordered === null ? 'Service' : 'ServiceGroup') },
  CatalogueConnection: {
    /** Counted only when it is asked for. */
    async totalCount({ topic }: CatalogueResult): Promise<number> {
      const isOfTopic = topic != null;
      const [[row]] = await pool.execute<RowDataPacket[]>(countEntries(isOfTopic), isOfTopic ? [topic, topic] : []);
      return row.total;
    },
  },
  ServiceGroup: { ordered: ({ ordered }: Entry) => ordered === 1 },
};

const GROUPS = 'SELECT id, slug, name, topic, ordered FROM service_groups g WHERE id IN (?)';
const VISIBLE_GROUPS = `${GROUPS} AND ${hasAvailable('g')}`;

const SERVICES = `SELECT id, slug, name, topic, publishedUntil, groupId FROM services s
  WHERE groupId IN (?) AND ${isAvailable('s')} ORDER BY groupId, position, id`;

export const catalogueLoaders = {
  Service: {
    /** To citizens a group of which nothing is available does not exist. */
    group: uncached(async (queries: Query<ServiceRow>[], { viewer }: MercuriusContext) => {
      const isStaff = viewer.role === 'OPERATOR' || viewer.role === 'ADMIN';
      const ids = queries.map(({ obj }) => obj.groupId);
      const groups = await byId(isStaff ? GROUPS : VISIBLE_GROUPS, ids);
      return ids.map((id) => groups.get(id ?? '') ?? null);
    }),
  },
  ServiceGroup: {
    services: uncached(async (queries: Query<Entry>[]) => {
      const ids = queries.map(({ obj }) => obj.id);
      const [rows] = await pool.query<ServiceRow[]>(SERVICES, [ids]);
      const services = groupBy(rows, ({ groupId }) => String(groupId));
      return ids.map((id) => services.get(id) ?? []);
    }),
  },
};
