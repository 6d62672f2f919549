import type { Context } from '../context.js';
import { readConnection } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { type Condition, isOneOf, searchWords } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import type { Role } from '../identity/role.js';
import type { UserProfile } from './user-profile.entity.js';
import { userProfileModel } from './user-profile.read.js';
import { WordPlace } from './user-word.entity.js';
import { findPeople, isPersonWith, personHas } from './user-words.js';

/** As many people are looked up by their ids. */
const MOST_FOUND = 64;

const NEWEST: Order = { key: 'user', columns: ['id'], descending: true };

/** Where a word of a search may stand. */
const PLACES = Object.values(WordPlace);

/** One page of all users, for administrators. Each word of a search begins one of their name or of their address. */
export async function readUsers(
  context: Context,
  selection: ConnectionSelection,
  { role, search }: { role?: Role | null; search?: string | null },
  args: ForwardArgs,
): Promise<Connection<UserProfile>> {
  const page = readPage(args, NEWEST.key);
  const words = searchWords(search);
  const conditions: Condition[] = role ? [{ sql: 't.role = ?', parameters: [role] }] : [];
  // Few are read by their ids; where there are many, a walk from the newest on soon has a page of them.
  const few = words.length > 0 && (await findPeople(context.database, words, PLACES, MOST_FOUND));
  const isFound = (named: typeof personHas) =>
    few ? [isOneOf('t.id', few)] : words.map((word) => named('t.id', word, PLACES));
  return readConnection<UserProfile>(context, userProfileModel, selection, {
    page,
    order: NEWEST,
    conditions: [...conditions, ...isFound(personHas)],
    counted: [...conditions, ...isFound(isPersonWith)],
  });
}
