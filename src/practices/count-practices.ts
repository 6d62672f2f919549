import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { isOneOf, whereAll } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { type Practice, PracticeStatus } from './practice.entity.js';
import { PracticeCount } from './practice-count.entity.js';

type Counted = Exclude<PracticeStatus, PracticeStatus.DRAFT>;
type Column = Exclude<keyof PracticeCount, 'serviceId'>;

/** Which column counts a status. Drafts are their applicants' and counted by nobody. */
const COLUMNS: Readonly<Record<Counted, Column>> = {
  [PracticeStatus.SUBMITTED]: 'submitted',
  [PracticeStatus.REGISTERED]: 'registered',
  [PracticeStatus.UNDER_REVIEW]: 'underReview',
  [PracticeStatus.APPROVED]: 'approved',
  [PracticeStatus.REJECTED]: 'rejected',
  [PracticeStatus.WITHDRAWN]: 'withdrawn',
};

const isCounted = (status: PracticeStatus): status is Counted => status !== PracticeStatus.DRAFT;

/**
 * Counts a practice that goes from one status to another. A service has one row and a change of status one statement, so
 * that two changes of a service wait for each other and never for each other crosswise.
 */
export async function countMove(
  tx: Transaction,
  { serviceId }: Practice,
  from: PracticeStatus,
  to: PracticeStatus,
): Promise<void> {
  if (await move(tx, serviceId, from, to)) return;
  const none = { submitted: 0, registered: 0, underReview: 0, approved: 0, rejected: 0, withdrawn: 0 };
  await tx.manager
    .createQueryBuilder()
    .insert()
    .into(PracticeCount)
    .values({ serviceId, ...none })
    .orIgnore()
    .execute();
  await move(tx, serviceId, from, to);
}

async function move(tx: Transaction, serviceId: string, from: PracticeStatus, to: PracticeStatus): Promise<boolean> {
  const set: Partial<Record<Column, () => string>> = {};
  if (isCounted(from)) set[COLUMNS[from]] = () => `${COLUMNS[from]} - 1`;
  if (isCounted(to)) set[COLUMNS[to]] = () => `${COLUMNS[to]} + 1`;
  const { affected } = await tx.manager.update(PracticeCount, { serviceId }, set);
  return Boolean(affected);
}

/** How many practices of the services of somebody on the staff have each status; of all services, for an administrator. */
export async function countByStatus(
  database: Database,
  viewer: Viewer,
  serviceIds?: string[],
): Promise<Record<Counted, number>> {
  const conditions = [
    ...(viewer.isAdministrator ? [] : [isOneOf('c.serviceId', viewer.serviceIds)]),
    ...(serviceIds ? [isOneOf('c.serviceId', serviceIds)] : []),
  ];
  const { sql, parameters } = whereAll(conditions);
  const sums = Object.entries(COLUMNS).map(([status, column]) => `SUM(c.${column}) AS ${status}`);
  const [row] = await database.rows<Record<Counted, number | null>>(
    `SELECT ${sums.join(', ')} FROM practice_counts c ${sql}`,
    parameters,
  );
  const counts = { SUBMITTED: 0, REGISTERED: 0, UNDER_REVIEW: 0, APPROVED: 0, REJECTED: 0, WITHDRAWN: 0 };
  for (const status of Object.values(PracticeStatus).filter(isCounted)) counts[status] = Number(row?.[status] ?? 0);
  return counts;
}
