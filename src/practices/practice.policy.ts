import { marks } from '../graphql/batch.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { type Practice, PracticeStatus } from './practice.entity.js';

/** A practice is seen by its applicant, by operators of its service and by administrators; a draft by its applicant alone. */
export const canSee = (viewer: Viewer, practice: Pick<Practice, 'applicantId' | 'serviceId' | 'status'>): boolean =>
  viewer.isCitizen
    ? viewer.id === practice.applicantId
    : practice.status !== PracticeStatus.DRAFT && (viewer.isAdministrator || viewer.handles(practice.serviceId));

/** The same sentence as canSee, for the practices of a statement (alias as given). */
export function seenBy(viewer: Viewer, practices = 't'): Condition {
  if (viewer.isCitizen) return { sql: `${practices}.applicantId = ?`, parameters: [viewer.id] };
  // Put so that no index serves it: drafts are few, and a list is read in its order and not by status to be sorted.
  const submitted = `COALESCE(${practices}.status, '') <> '${PracticeStatus.DRAFT}'`;
  if (viewer.isAdministrator) return { sql: submitted, parameters: [] };
  const services = viewer.serviceIds;
  if (services.length === 0) return { sql: '1 = 0', parameters: [] };
  return { sql: `${practices}.serviceId IN (${marks(services)}) AND ${submitted}`, parameters: services };
}

/** The operator in charge decides on a practice, nobody else. */
export const isInChargeOf = (viewer: Viewer, practice: Pick<Practice, 'operatorId' | 'serviceId'>): boolean =>
  viewer.handles(practice.serviceId) && viewer.id === practice.operatorId;
