import type { RowDataPacket } from 'mysql2/promise';
import { countEntries, hasAvailable, isAvailable, readCursor, writeCursor } from '../rules.js';
import { compare, instant, rowsOf, type Variables } from './parts.js';

const PAGE = 20;

/** An entry of the catalogue, repeated for each service that a group stands for. */
interface EntryRow extends RowDataPacket {
  total: number;
  /** Null where the page has no entry: the total stands alone. */
  id: string | null;
  sortName: string;
  slug: string;
  name: string;
  topic: string | null;
  publishedUntil: string | null;
  /** Null of a service. */
  ordered: number | null;
  memberId: string;
  memberName: string;
  position: number;
}

interface Entry {
  id: string;
  services?: { id: string; name: string }[];
  [field: string]: unknown;
}

/** What citizens find now by name, twenty at a time: services on their own, and groups in place of theirs. */
export async function catalogue({ topic, after }: Variables): Promise<unknown> {
  const position = readCursor('catalogue', after);
  const ofTopic = typeof topic === 'string' ? [topic] : [];
  const statement = STATEMENTS[position ? 'after' : 'first'][ofTopic.length > 0 ? 'topic' : 'all'];
  // In the order of the statement: the count, then the pages of services and of groups.
  const later = position ? [position[0], position[0], position[1]] : [];
  const rows = await rowsOf<EntryRow>(statement, [
    ...[...ofTopic, ...ofTopic],
    ...[...ofTopic, ...later, ...ofTopic, ...ofTopic, ...later],
  ]);

  const entries: Entry[] = [];
  let [lastName, hasNextPage] = ['', false];
  for (const row of rows.sort(byName)) {
    if (row.id === null) break;
    let entry = entries.at(-1);
    if (entry?.id !== row.id) {
      hasNextPage = entries.length === PAGE;
      if (hasNextPage) break;
      entry = entryOf(row.id, row);
      lastName = row.sortName;
      entries.push(entry);
    }
    entry.services?.push({ id: row.memberId, name: row.memberName });
  }
  const last = entries.at(-1);
  return {
    catalogue: {
      totalCount: rows[0].total,
      nodes: entries,
      pageInfo: { hasNextPage, endCursor: last ? writeCursor('catalogue', lastName, last.id) : null },
    },
  };
}

const entryOf = (id: string, { slug, name, topic, publishedUntil, ordered }: EntryRow): Entry =>
  ordered === null
    ? { __typename: 'Service', id, slug, name, topic, publishedUntil }
    : { __typename: 'ServiceGroup', id, slug, name, topic, ordered: ordered === 1, services: [] };

/** The statement leaves the order to us: sorting what it has joined would cost it a table of its own. */
const byName = (one: EntryRow, other: EntryRow): number =>
  compare(one.sortName, other.sortName) || compare(one.id ?? '', other.id ?? '') || one.position - other.position;

/** One statement for a page: its entries and one more, the services of its groups, and how many entries there are. */
function statement(isOfTopic: boolean, isAfter: boolean): string {
  const services = `t.groupId IS NULL AND ${isAvailable('t')} ${isOfTopic ? 'AND t.topic = ?' : ''}`;
  // A group has a topic also through a service that it stands for.
  const groups = isOfTopic
    ? `${hasAvailable('t')} AND (t.topic = ? OR EXISTS (SELECT 1 FROM services s
        WHERE s.groupId = t.id AND ${isAvailable('s')} AND s.topic = ?))`
    : hasAvailable('t');
  const page = `${isAfter ? 'AND t.sortName >= ? AND (t.sortName > ? OR t.id > ?)' : ''}
    ORDER BY t.sortName, t.id LIMIT ${PAGE + 1}`;
  return `SELECT STRAIGHT_JOIN counted.total, e.*, m.id AS memberId, m.name AS memberName, m.position
    FROM (${countEntries(isOfTopic)}) counted
    LEFT JOIN (
      (SELECT t.sortName, t.id, t.slug, t.name, t.topic, ${instant('t.publishedUntil')}, NULL AS ordered
         FROM services t WHERE ${services} ${page})
      UNION ALL
      (SELECT t.sortName, t.id, t.slug, t.name, t.topic, NULL, t.ordered FROM service_groups t WHERE ${groups} ${page})
      ORDER BY sortName, id LIMIT ${PAGE + 1}
    ) e ON 1 = 1
    LEFT JOIN services m ON m.groupId = e.id AND ${isAvailable('m')}`;
}

const STATEMENTS = {
  first: { all: statement(false, false), topic: statement(true, false) },
  after: { all: statement(false, true), topic: statement(true, true) },
};
