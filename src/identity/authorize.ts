import type { ArgsDictionary, AuthCheckerFn } from 'type-graphql';
import { registerRefused } from '../access/registered.js';
import type { Context } from '../context.js';
import { ErrorCode, forbidden, Refusal, unauthenticated } from '../graphql/errors.js';
import type { Role } from './role.js';
import type { Viewer } from './viewer.js';

/** The one operation that a person with a temporary password may use. */
const WITH_TEMPORARY_PASSWORD = new Set(['changePassword', 'me']);

/**
 * The gate of a door: somebody has to be signed in, in one of the roles that stand at the door if any do. Refuses with
 * UNAUTHENTICATED or FORBIDDEN; when it was the staff at the door of a practice, the access register has it.
 */
export const authorize: AuthCheckerFn<Context, Role> = ({ context, info, args }, roles) => {
  const refusal = refusalOf(context.viewer, info.fieldName, roles);
  if (refusal === null) return true;
  return registerRefused(context, practiceNamedIn(args)).then(() => {
    throw refusal;
  });
};

function refusalOf(viewer: Viewer, fieldName: string, roles: Role[]): Refusal | null {
  if (viewer.role === null) return unauthenticated();
  if (viewer.mustChangePassword && !WITH_TEMPORARY_PASSWORD.has(fieldName)) return passwordIsTemporary();
  return roles.length > 0 && !roles.includes(viewer.role) ? forbidden() : null;
}

/** The id by which an operation names a practice, if that is what it names. */
function practiceNamedIn({ input, practiceId, id }: ArgsDictionary): string {
  return String(input?.practiceId ?? practiceId ?? id ?? '');
}

const passwordIsTemporary = () =>
  new Refusal(ErrorCode.FORBIDDEN, {
    it: 'La password è provvisoria: la cambi con changePassword prima di ogni altra operazione.',
    en: 'Your password is temporary: change it with changePassword before anything else.',
  });
