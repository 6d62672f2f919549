import type { Parts } from '../context.js';
import { hashPassword } from '../identity/password.js';
import { Role } from '../identity/role.js';
import { storeStaff } from './create-user.js';
import { UserProfile } from './user-profile.entity.js';

/** Makes the first administrator of ADMIN_EMAIL and ADMIN_PASSWORD, when there is none. */
export async function makeFirstAdministrator({
  settings,
  database,
  log,
}: Pick<Parts, 'settings' | 'database' | 'log'>) {
  const { administrator } = settings;
  if (!administrator || (await hasAdministrator(database))) return;
  const passwordHash = await hashPassword(administrator.password);
  await database.transaction(async (tx) => {
    // Several processes may start at once: the unique address lets one of them through, and the others find it done.
    const taken = await tx.find(UserProfile, { login: administrator.email.toLowerCase() });
    if (taken) {
      if (taken.role !== Role.ADMIN) log.warn('ADMIN_EMAIL is the address of an operator: there is no administrator');
      return;
    }
    const name = { givenName: 'Amministratore', familyName: settings.municipality };
    await storeStaff(tx, { role: Role.ADMIN, ...name, email: administrator.email }, passwordHash, false);
    log.info('first administrator made');
  });
}

async function hasAdministrator(database: Parts['database']): Promise<boolean> {
  const rows = await database.rows('SELECT id FROM users WHERE role = ? LIMIT 1', [Role.ADMIN]);
  return rows.length > 0;
}
