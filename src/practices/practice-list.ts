import type { Context } from '../context.js';
import { isId } from '../database/ids.js';
import { readConnection } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { type Condition, isOneOf } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import type { Viewer } from '../identity/viewer.js';
import { awaitsReplyFrom } from '../messages/message.policy.js';
import { hasUndelivered } from '../messages/undelivered.js';
import { hasUnread } from '../messages/unread.js';
import { countByStatus } from './count-practices.js';
import type { Practice } from './practice.entity.js';
import { Assignment, type PracticeFilter, PracticeOrder } from './practice.input.js';
import { seenBy } from './practice.policy.js';
import { practiceModel } from './practice.read.js';
import { practicesOfGroup } from './practice-group.js';
import { isNarrow, partsOf, statusesOf } from './practice-parts.js';
import { type PracticeSearch, readSearch } from './practice-search.js';

const ORDERS: Record<PracticeOrder, Order> = {
  [PracticeOrder.NEWEST]: { key: 'practice.newest', columns: ['id'], descending: true },
  [PracticeOrder.OLDEST]: { key: 'practice.oldest', columns: ['id'] },
  [PracticeOrder.RECENTLY_UPDATED]: {
    key: 'practice.updated',
    columns: ['updatedAt', 'id'],
    descending: true,
    instants: true,
  },
};

/** One page of the practices that the viewer may see. */
export async function readPractices(
  context: Context,
  selection: ConnectionSelection,
  filter: PracticeFilter,
  order: PracticeOrder,
  args: ForwardArgs,
): Promise<Connection<Practice>> {
  const page = readPage(args, ORDERS[order].key);
  const search = await readSearch(context, filter.search);
  const { parts, areBounded } = partsOf(context.viewer, filter, search);
  const seen = [seenBy(context.viewer, 't', isNarrow(statusesOf(filter)) ? 'by status' : 'in order')];
  const bounds = boundsOf(filter, context);
  const conditions = conditionsOf(filter, context);
  return readConnection<Practice>(context, practiceModel, selection, {
    page,
    order: ORDERS[order],
    parts,
    assured: areBounded ? seen : [],
    conditions: [...(areBounded ? [] : [...seen, ...bounds]), ...conditions, ...search.conditions],
    counted: [seenBy(context.viewer), ...bounds, ...conditions, ...search.counted],
    ...(isCounted(context.viewer, filter, search) && { count: () => countStored(context, filter) }),
  });
}

/** Whether the counts that are kept of services and statuses answer how many there are. */
const isCounted = (viewer: Viewer, filter: PracticeFilter, { conditions }: PracticeSearch): boolean =>
  viewer.isStaff &&
  conditions.length === 0 &&
  filter.groupId == null &&
  [Assignment.ANYONE, null, undefined].includes(filter.assignment) &&
  !filter.unreadOnly &&
  !filter.undeliveredOnly &&
  !filter.awaitingReplyFrom;

async function countStored({ database, viewer }: Context, { status, serviceId }: PracticeFilter): Promise<number> {
  const counts = await countByStatus(database, viewer, serviceId?.filter(isId));
  return Object.entries(counts).reduce(
    (sum, [each, count]) => (status && !status.some((wanted) => wanted === each) ? sum : sum + count),
    0,
  );
}

/** Statuses and services: what a list for the staff can be made of parts by. */
function boundsOf(filter: PracticeFilter, { viewer }: Context): Condition[] {
  const bounds: Condition[] = [];
  const statuses = viewer.isStaff ? statusesOf(filter) : filter.status;
  if (statuses && isNarrow(statuses)) bounds.push(isOneOf('t.status', statuses));
  if (filter.serviceId) bounds.push(isOneOf('t.serviceId', filter.serviceId.filter(isId)));
  return bounds;
}

function conditionsOf(filter: PracticeFilter, context: Context): Condition[] {
  const conditions: Condition[] = [];
  if (filter.groupId) conditions.push(practicesOfGroup(filter.groupId));
  if (filter.assignment === Assignment.MINE)
    conditions.push({ sql: 't.operatorId = ?', parameters: [context.viewer.id] });
  // Put so that no index is crossed with another by it: few statuses have such practices, and those are read in order.
  if (filter.assignment === Assignment.UNASSIGNED)
    conditions.push({ sql: "COALESCE(t.operatorId, '') = ''", parameters: [] });
  if (filter.unreadOnly) conditions.push(hasUnread(context.viewer));
  if (filter.undeliveredOnly) conditions.push(hasUndelivered(context.viewer));
  if (filter.awaitingReplyFrom) conditions.push(awaitsReplyFrom(filter.awaitingReplyFrom, context.settings));
  return conditions;
}
