import { isId } from '../database/ids.js';
import type { Condition } from '../graphql/search.js';
import { type Practice, PracticeStatus } from './practice.entity.js';

/**
 * Where an applicant's practices of a group count for each other: in one folder or, where the group has no single
 * folder, in the group (R17).
 */
export interface Way {
  groupId: string;
  singleFolder: boolean;
  /** Null: a folder that is not open yet. */
  folderId: string | null;
  /** Whether it is, or will be, the folder that practices go into unless they say otherwise. */
  automatic: boolean;
}

/**
 * A practice belongs to the group it was filed in, also when its service has moved since; one that was filed when its
 * service stood on its own, and a draft, goes with its service.
 */
export const belongsToGroup = ({ groupId }: Pick<Practice, 'groupId'>, serviceGroupId: string | null): string | null =>
  groupId ?? serviceGroupId;

/** The same sentence for the practices (alias t) of a statement. */
export const practicesOfGroup = (groupId: string): Condition =>
  isId(groupId)
    ? {
        sql: 't.groupId = ? OR (t.groupId IS NULL AND t.serviceId IN (SELECT g.id FROM services g WHERE g.groupId = ?))',
        parameters: [groupId, groupId],
      }
    : { sql: '1 = 0', parameters: [] };

/** Whether a practice, of a service that is in the group now, counts on a way through the group. */
export function isOnWay(practice: Pick<Practice, 'groupId' | 'folderId' | 'newFolder' | 'status'>, way: Way): boolean {
  if (belongsToGroup(practice, way.groupId) !== way.groupId) return false;
  if (!way.singleFolder) return true;
  if (practice.folderId !== null) return practice.folderId === way.folderId;
  // What was filed before the group had a single folder, and drafts that will go into the automatic one.
  const opensAnother = practice.status === PracticeStatus.DRAFT && practice.newFolder && way.folderId !== null;
  return way.automatic && !opensAnother;
}
