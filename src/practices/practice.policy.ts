import { marks } from '../graphql/batch.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { type Practice, PracticeStatus } from './practice.entity.js';

/** A practice is seen by its applicant, by operators of its service and by administrators; a draft by its applicant alone. */
export const canSee = (viewer: Viewer, practice: Pick<Practice, 'applicantId' | 'serviceId' | 'status'>): boolean =>
  viewer.isCitizen
    ? viewer.id === practice.applicantId
    : practice.status !== PracticeStatus.DRAFT && (viewer.isAdministrator || viewer.handles(practice.serviceId));

/**
 * The same sentence as canSee, for the practices of a statement (alias as given); a draft is what has not been submitted.
 * A list that is walked along an index of its order has it put so that no other index serves it; one that is narrowed to
 * statuses by that index has the draft told by its status, so that it is enough to look into the index.
 */
export function seenBy(viewer: Viewer, practices = 't', walked: 'in order' | 'by status' | null = null): Condition {
  if (viewer.isCitizen) return { sql: `${practices}.applicantId = ?`, parameters: [viewer.id] };
  const submitted =
    walked === 'by status'
      ? `COALESCE(${practices}.status, '') <> '${PracticeStatus.DRAFT}'`
      : `${practices}.submittedAt IS NOT NULL`;
  if (viewer.isAdministrator) return { sql: submitted, parameters: [] };
  const services = viewer.serviceIds;
  if (services.length === 0) return { sql: '1 = 0', parameters: [] };
  const service = walked ? `COALESCE(${practices}.serviceId, '')` : `${practices}.serviceId`;
  const handled =
    walked && services.length > MOST_NAMED
      ? {
          sql: `EXISTS (SELECT 1 FROM operator_services o WHERE o.userId = ? AND o.serviceId = ${service})`,
          parameters: [viewer.id],
        }
      : { sql: `${service} IN (${marks(services)})`, parameters: services };
  return { sql: `${handled.sql} AND ${submitted}`, parameters: handled.parameters };
}

/** More services than this are looked up for each practice that a list is walked along, and not sent with every statement. */
const MOST_NAMED = 64;

/** The operator in charge decides on a practice, nobody else. */
export const isInChargeOf = (viewer: Viewer, practice: Pick<Practice, 'operatorId' | 'serviceId'>): boolean =>
  viewer.handles(practice.serviceId) && viewer.id === practice.operatorId;
