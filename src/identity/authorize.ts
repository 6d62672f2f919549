import type { AuthCheckerFn } from 'type-graphql';
import type { Context } from '../context.js';
import { ErrorCode, forbidden, Refusal, unauthenticated } from '../graphql/errors.js';
import type { Role } from './role.js';

/** The one operation that a person with a temporary password may use. */
const WITH_TEMPORARY_PASSWORD = new Set(['changePassword', 'me']);

/**
 * The gate of a door: somebody has to be signed in, in one of the roles that stand at the door if any do. Refuses with
 * UNAUTHENTICATED or FORBIDDEN.
 */
export const authorize: AuthCheckerFn<Context, Role> = ({ context: { viewer }, info }, roles) => {
  if (viewer.role === null) throw unauthenticated();
  if (viewer.mustChangePassword && !WITH_TEMPORARY_PASSWORD.has(info.fieldName)) throw passwordIsTemporary();
  if (roles.length > 0 && !roles.includes(viewer.role)) throw forbidden();
  return true;
};

const passwordIsTemporary = () =>
  new Refusal(ErrorCode.FORBIDDEN, {
    it: 'La password è provvisoria: la cambi con changePassword prima di ogni altra operazione.',
    en: 'Your password is temporary: change it with changePassword before anything else.',
  });
