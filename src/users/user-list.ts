import type { Context } from '../context.js';
import { type Order, readConnection } from '../graphql/keyset.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { type Condition, searchWords } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import type { Role } from '../identity/role.js';
import type { UserProfile } from './user-profile.entity.js';
import { userProfileModel } from './user-profile.read.js';

const NEWEST: Order = { key: 'user', columns: ['id'], descending: true };

/** One page of all users, for administrators. */
export async function readUsers(
  context: Context,
  selection: ConnectionSelection,
  { role, search }: { role?: Role | null; search?: string | null },
  args: ForwardArgs,
): Promise<Connection<UserProfile>> {
  const conditions: Condition[] = searchWords(search).map((word) => ({
    sql: 't.searchText LIKE ? OR LOWER(t.email) LIKE ? OR LOWER(t.providedEmail) LIKE ?',
    parameters: Array(3).fill(`%${word}%`),
  }));
  if (role) conditions.push({ sql: 't.role = ?', parameters: [role] });
  return readConnection<UserProfile>(context, userProfileModel, selection, {
    page: readPage(args, NEWEST.key),
    order: NEWEST,
    conditions,
  });
}
