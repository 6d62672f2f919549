import type { Database } from '../database/database.js';
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
  serviceId: string | null;
}

/**
 * The operator or administrator of a session, as the database knows them now: one who was deactivated, or whose
 * password has changed since, is refused at the next request. Throws InvalidToken.
 */
export async function recogniseStaff(database: Database, session: StaffSession): Promise<Viewer> {
  const rows = await database.rows<StaffRow>(
    `SELECT u.role, u.active, u.mustChangePassword, u.tokenVersion, s.serviceId
       FROM users u LEFT JOIN operator_services s ON s.userId = u.id
      WHERE u.id = ? AND u.login IS NOT NULL`,
    [session.userId],
  );
  const [user] = rows;
  if (!user?.active || user.tokenVersion !== session.tokenVersion) throw new InvalidToken('The session has been ended');
  const services = rows.flatMap(({ serviceId }) => (serviceId === null ? [] : [serviceId]));
  return new Viewer(
    session.userId,
    user.role,
    { method: AuthenticationMethod.PASSWORD, level: null, at: session.authenticatedAt },
    new Set(services),
    Boolean(user.mustChangePassword),
  );
}
