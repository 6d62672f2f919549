import type { Context } from '../context.js';
import { forbidden, unauthenticated } from '../graphql/errors.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { hasAvailable, isAvailable } from './availability.js';

/** The staff sees hidden services and groups too; with a temporary password one is not let in yet. */
export const seesHidden = (viewer: Viewer): boolean => viewer.isStaff && !viewer.mustChangePassword;

/** Administrators look at what the catalogue will be. */
export const canLookAhead = (viewer: Viewer): boolean => viewer.isAdministrator && !viewer.mustChangePassword;

/** Holds for services that the viewer may look up: to anybody but the staff, one that is not available does not exist (R21). */
export const visibleServices = ({ viewer, now }: Context, services = 't'): Condition[] =>
  seesHidden(viewer) ? [] : [isAvailable(services, now)];

/** Holds for groups that the viewer may look up: to anybody but the staff, one with nothing available does not exist (R19). */
export const visibleGroups = ({ viewer, now }: Context, groups = 't'): Condition[] =>
  seesHidden(viewer) ? [] : [hasAvailable(groups, now)];

/** Refuses with UNAUTHENTICATED or FORBIDDEN what a viewer asks for at a public door and may not, unless they may. */
export function assertMay(viewer: Viewer, allowed: (viewer: Viewer) => boolean): void {
  if (allowed(viewer)) return;
  throw viewer.isAnonymous ? unauthenticated() : forbidden();
}
