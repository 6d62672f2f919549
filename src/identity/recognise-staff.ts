import type { Database } from '../database/database.js';
import { listOf } from '../database/dialect.js';
import { AuthenticationMethod } from './authentication.js';
import { InvalidToken } from './invalid-token.js';
import type { Role } from './role.js';
import type { StaffSession } from './staff-token.js';
import { Viewer } from './viewer.js';

interface StaffRow {
  role: Role;
  active: number;
  mustChangePassword: number;
  tokenVersion: number;
  /** JSON; null, or an empty list, where there are none. */
  serviceIds: string | null;
}

/**
 * The operator or administrator of a session, as the database knows them now: one who was deactivated, or whose
 * password has changed since, is refused at the next request. Throws InvalidToken.
 */
export async function recogniseStaff(database: Database, session: StaffSession): Promise<Viewer> {
  // The services as one value: the row of somebody who handles all of them would come as often as there are services.
  const [user] = await database.rows<StaffRow>(
    `SELECT u.role, u.active, u.mustChangePassword, u.tokenVersion,
        (SELECT ${listOf(database, 's.serviceId')} FROM operator_services s WHERE s.userId = u.id) AS serviceIds
       FROM users u WHERE u.id = ? AND u.login IS NOT NULL`,
    [session.userId],
  );
  if (!user?.active || user.tokenVersion !== session.tokenVersion) throw new InvalidToken('The session has been ended');
  return new Viewer(
    session.userId,
    user.role,
    { method: AuthenticationMethod.PASSWORD, level: null, at: session.authenticatedAt },
    new Set<string>(JSON.parse(user.serviceIds ?? '[]')),
    Boolean(user.mustChangePassword),
  );
}
