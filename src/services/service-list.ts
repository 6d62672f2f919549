import type { Context } from '../context.js';
import { readConnection } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { hasWords, isOneOf, searchWords } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import type { Service, ServiceStatus } from './service.entity.js';
import { serviceModel } from './service.read.js';

const BY_NAME: Order = { key: 'service', columns: ['sortName', 'id'] };

/** One page of all services, by name, for the staff. */
export async function readServices(
  context: Context,
  selection: ConnectionSelection,
  { search, status }: { search?: string | null; status?: ServiceStatus[] | null },
  args: ForwardArgs,
): Promise<Connection<Service>> {
  return readConnection<Service>(context, serviceModel, selection, {
    page: readPage(args, BY_NAME.key),
    order: BY_NAME,
    conditions: [...hasWords('t.searchText', searchWords(search)), ...(status ? [isOneOf('t.status', status)] : [])],
  });
}
