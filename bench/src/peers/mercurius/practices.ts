import type { MercuriusContext } from 'mercurius';
import type { RowDataPacket } from 'mysql2/promise';
import { assertSomebody, type Viewer } from '../authenticate.js';
import {
  awaitingReplyFrom,
  canSee,
  displayName,
  fiscalCodeFor,
  messagingState,
  type PersonRow,
  type PracticeFacts,
  readCursor,
  writeCursor,
} from '../rules.js';
import { byId, pool, type Query, uncached } from './parts.js';

interface PracticeRow extends RowDataPacket, PracticeFacts {
  id: string;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
}

export interface UserRow extends RowDataPacket, PersonRow {
  id: string;
  email: string | null;
  providedEmail: string | null;
  fiscalCode: string | null;
  spidCode: string | null;
}

const COLUMNS = `t.id, t.serviceId, t.applicantId, t.operatorId, t.status, t.authenticationMethod, t.authenticationLevel, t.data,
  t.protocolNumber, t.citizenWroteAt, t.operatorWroteAt, t.createdAt, t.submittedAt, t.takenInChargeAt, t.closedAt, t.updatedAt`;

interface PracticesArguments {
  filter?: { status?: string[] } | null;
  first: number;
  after?: string | null;
}

/** Above so many services one walk through all practices is quicker than a look at each service. */
const MOST_BRANCHES = 64;

export const practiceQueries = {
  async practices(_: unknown, { filter, first, after }: PracticesArguments, { viewer }: MercuriusContext) {
    assertSomebody(viewer);
    const [position] = readCursor('practice.newest', after) ?? [];
    const conditions: string[] = [];
    const values: unknown[] = [];
    if (filter?.status) {
      conditions.push('status IN (?)');
      values.push(filter.status);
    }
    if (position) {
      conditions.push('id < ?');
      values.push(position);
    }
    const { sql, values: more } = pageOf(viewer, conditions, values, first + 1);
    const [rows] = await pool.query<PracticeRow[]>(sql, more);
    const nodes = rows.slice(0, first);
    const last = nodes.at(-1);
    const endCursor = last ? writeCursor('practice.newest', last.id) : null;
    return { nodes, pageInfo: { hasNextPage: rows.length > first, hasPreviousPage: Boolean(position), endCursor } };
  },

  async practice(_: unknown, { id }: { id: string }, { viewer }: MercuriusContext) {
    assertSomebody(viewer);
    const [[row]] = await pool.execute<PracticeRow[]>(`SELECT ${COLUMNS} FROM practices t WHERE id = ?`, [id]);
    return row && canSee(viewer, row) ? row : null;
  },
};

/** The newest practices that a viewer may see: of an operator each service gives its own in the order of an index. */
function pageOf({ id, role, serviceIds }: Viewer, conditions: string[], values: unknown[], most: number) {
  const end = `ORDER BY id DESC LIMIT ${most}`;
  const where = (...more: string[]) => `WHERE ${[...more, ...conditions].join(' AND ')}`;
  const submitted = "status <> 'DRAFT'";
  if (role === 'CITIZEN') {
    return { sql: `SELECT ${COLUMNS} FROM practices t ${where('applicantId = ?')} ${end}`, values: [id, ...values] };
  }
  if (role === 'ADMIN') {
    return { sql: `SELECT ${COLUMNS} FROM practices t ${where(submitted)} ${end}`, values };
  }
  if (serviceIds.length > MOST_BRANCHES || serviceIds.length === 0) {
    const walk = `SELECT ${COLUMNS} FROM practices t FORCE INDEX (PRIMARY) ${where('serviceId IN (?)', submitted)} ${end}`;
    return { sql: walk, values: [serviceIds.length > 0 ? serviceIds : [''], ...values] };
  }
  const branch = `(SELECT id FROM practices ${where('serviceId = ?', submitted)} ${end})`;
  return {
    sql: `SELECT ${COLUMNS}
      FROM (SELECT id FROM (${serviceIds.map(() => branch).join(' UNION ALL ')}) each_service ${end}) page
      JOIN practices t ON t.id = page.id ORDER BY page.id DESC`,
    values: serviceIds.flatMap((serviceId) => [serviceId, ...values]),
  };
}

export const practiceTypes = {
  Practice: {
    awaitingReplyFrom: (practice: PracticeRow) => awaitingReplyFrom(practice),
    messaging: (practice: PracticeRow, _: unknown, { viewer }: MercuriusContext) => messagingState(viewer, practice),
  },
  UserProfile: {
    displayName: (user: UserRow) => displayName(user),
    email: (user: UserRow) => user.email ?? user.providedEmail,
  },
};

export const USERS =
  'SELECT id, role, givenName, familyName, email, providedEmail, fiscalCode, spidCode FROM users WHERE id IN (?)';

const SERVICES = 'SELECT id, slug, name, topic, publishedUntil, groupId FROM services WHERE id IN (?)';

export const practiceLoaders = {
  service: uncached(async (queries: Query<PracticeRow>[]) => {
    const ids = queries.map(({ obj }) => obj.serviceId);
    const services = await byId(SERVICES, ids);
    return ids.map((id) => services.get(id));
  }),
  applicant: uncached(async (queries: Query<PracticeRow>[], { viewer }: MercuriusContext) => {
    const users = await byId<UserRow>(
      USERS,
      queries.map(({ obj }) => obj.applicantId),
    );
    return queries.map(({ obj }) => {
      const user = users.get(obj.applicantId);
      return user && { ...user, fiscalCode: fiscalCodeFor(viewer, obj, user) };
    });
  }),
  operator: uncached(async (queries: Query<PracticeRow>[], { viewer }: MercuriusContext) => {
    if (viewer.role === 'CITIZEN') return queries.map(() => null);
    const users = await byId<UserRow>(
      USERS,
      queries.map(({ obj }) => obj.operatorId),
    );
    return queries.map(({ obj }) => users.get(obj.operatorId ?? '') ?? null);
  }),
};
