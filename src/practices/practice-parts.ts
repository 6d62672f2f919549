import { MOST_PARTS } from '../graphql/keyset.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { PracticeStatus } from './practice.entity.js';
import { Assignment, type PracticeFilter } from './practice.input.js';
import type { PracticeSearch } from './practice-search.js';

const { SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

/** The parts of a list, and whether they are of services and statuses that the viewer may see and the filter asks for. */
export interface Parts {
  parts: Condition[];
  areBounded: boolean;
}

/**
 * The disjoint parts that a list of practices for the staff consists of, each of which an index has in order: few people or
 * one number that a search is about, else what somebody has in charge, else services, by status where that reads less.
 * None where there are too many, or where what is looked for is found in another way.
 */
export function partsOf(viewer: Viewer, filter: PracticeFilter, search: PracticeSearch): Parts {
  const unbounded = (parts: Condition[]): Parts => ({ parts, areBounded: false });
  if (search.rare) return unbounded(search.rare.parts);
  // Of messages that failed there are few: the list begins with them.
  if (viewer.isCitizen || filter.undeliveredOnly) return unbounded([]);
  const possible = statusesOf(filter);
  const statuses = possible.map((status) => ({ sql: 't.status = ?', parameters: [status] }));
  if (filter.assignment === Assignment.MINE) {
    return unbounded(across([{ sql: 't.operatorId = ?', parameters: [viewer.id] }], statuses));
  }
  const services = servicesOf(viewer, filter, search)?.map((id) => ({ sql: 't.serviceId = ?', parameters: [id] }));
  if (!services || services.length > MOST_PARTS) return unbounded(isNarrow(possible) ? statuses : []);
  const both = services.length * statuses.length;
  return isNarrow(possible) && both > 0 && both <= MOST_PARTS
    ? { parts: across(services, statuses), areBounded: true }
    : unbounded(services);
}

const across = (some: Condition[], others: Condition[]): Condition[] =>
  some.flatMap((one) =>
    others.map((other) => ({
      sql: `${one.sql} AND ${other.sql}`,
      parameters: [...one.parameters, ...other.parameters],
    })),
  );

/** The services that a list can have practices of; null: all there are. */
function servicesOf(viewer: Viewer, filter: PracticeFilter, search: PracticeSearch): string[] | null {
  const bounds = [viewer.isAdministrator ? null : viewer.serviceIds, filter.serviceId ?? null, search.serviceIds];
  const [first, ...others] = bounds.filter((ids) => ids !== null);
  return first ? [...new Set(first)].filter((id) => others.every((ids) => ids.includes(id))) : null;
}

/** Every status that the staff sees. */
const SUBMITTED_ONES = [SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN];

/** Whether a list is narrowed by its statuses. */
export const isNarrow = (statuses: readonly PracticeStatus[]): boolean => statuses.length < SUBMITTED_ONES.length;

/** The statuses that a practice of such a list can have: somebody has it in charge from its review on, and not before. */
export function statusesOf({ status, assignment, awaitingReplyFrom }: PracticeFilter): PracticeStatus[] {
  const isPossible = (each: PracticeStatus): boolean =>
    (!status || status.includes(each)) &&
    (assignment !== Assignment.UNASSIGNED || [SUBMITTED, REGISTERED, WITHDRAWN].includes(each)) &&
    (assignment !== Assignment.MINE || [UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN].includes(each)) &&
    (!awaitingReplyFrom || each === UNDER_REVIEW);
  return SUBMITTED_ONES.filter(isPossible);
}
