import type { Context } from '../context.js';
import { readConnection } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { searchWords } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import type { ServiceGroup } from './service-group.entity.js';
import { serviceGroupModel } from './service-group.read.js';

const BY_NAME: Order = { key: 'serviceGroup', columns: ['sortName', 'id'] };

/** One page of all groups, by name, for the staff: a word may stand in the group or in any of its services. */
export async function readServiceGroups(
  context: Context,
  selection: ConnectionSelection,
  search: string | null | undefined,
  args: ForwardArgs,
): Promise<Connection<ServiceGroup>> {
  const inService = 'EXISTS (SELECT 1 FROM services s WHERE s.groupId = t.id AND s.searchText LIKE ?)';
  return readConnection<ServiceGroup>(context, serviceGroupModel, selection, {
    page: readPage(args, BY_NAME.key),
    order: BY_NAME,
    conditions: searchWords(search).map((word) => ({
      sql: `t.searchText LIKE ? OR ${inService}`,
      parameters: [`%${word}%`, `%${word}%`],
    })),
  });
}
