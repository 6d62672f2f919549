import type { Context } from '../context.js';
import { isId } from '../database/ids.js';
import { MOST_PARTS, type Order, readConnection } from '../graphql/keyset.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { type Condition, hasWords, isOneOf, searchable, searchWords } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import type { Viewer } from '../identity/viewer.js';
import { awaitsReplyFrom } from '../messages/message.policy.js';
import { hasUndelivered } from '../messages/undelivered.js';
import { hasUnread } from '../messages/unread.js';
import type { Practice } from './practice.entity.js';
import { Assignment, type PracticeFilter, PracticeOrder } from './practice.input.js';
import { seenBy } from './practice.policy.js';
import { practiceModel } from './practice.read.js';
import { practicesOfGroup } from './practice-group.js';

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
  const words = searchWords(filter.search);
  return readConnection<Practice>(context, practiceModel, selection, {
    page: readPage(args, ORDERS[order].key),
    order: ORDERS[order],
    joins: words.length > 0 ? SEARCHED : '',
    parts: partsOf(context.viewer, filter),
    conditions: [
      seenBy(context.viewer),
      ...conditionsOf(filter, context),
      ...words.map((word) => found(word, context)),
    ],
  });
}

const SEARCHED =
  'JOIN users applicant ON applicant.id = t.applicantId JOIN services service ON service.id = t.serviceId';

/** An operator's practices lie apart by service, and by status where one is asked for: each such part has an index in order. */
function partsOf(viewer: Viewer, filter: PracticeFilter): Condition[] {
  if (!viewer.isOperator || filter.assignment === Assignment.MINE) return [];
  const services = viewer.serviceIds.filter((id) => filter.serviceId?.includes(id) ?? true);
  const statuses = [...new Set(filter.status ?? [])];
  const apart = statuses.length > 0 && services.length * statuses.length <= MOST_PARTS;
  return services.flatMap((serviceId) =>
    apart
      ? statuses.map((status) => ({ sql: 't.serviceId = ? AND t.status = ?', parameters: [serviceId, status] }))
      : [{ sql: 't.serviceId = ?', parameters: [serviceId] }],
  );
}

function conditionsOf(filter: PracticeFilter, context: Context): Condition[] {
  const conditions: Condition[] = [];
  if (filter.status) conditions.push(isOneOf('t.status', filter.status));
  if (filter.serviceId) conditions.push(isOneOf('t.serviceId', filter.serviceId.filter(isId)));
  if (filter.groupId) conditions.push(practicesOfGroup(filter.groupId));
  if (filter.assignment === Assignment.MINE)
    conditions.push({ sql: 't.operatorId = ?', parameters: [context.viewer.id] });
  if (filter.assignment === Assignment.UNASSIGNED) conditions.push({ sql: 't.operatorId IS NULL', parameters: [] });
  if (filter.unreadOnly) conditions.push(hasUnread(context.viewer));
  if (filter.undeliveredOnly) conditions.push(hasUndelivered(context.viewer));
  if (filter.awaitingReplyFrom) conditions.push(awaitsReplyFrom(filter.awaitingReplyFrom, context.settings));
  return conditions;
}

/** A word of a search stands in the protocol number, the applicant's name, the service's name, or is their fiscal code. */
function found(word: string, { viewer }: Context): Condition {
  const places = [
    ...hasWords('applicant.searchText', [word]),
    ...hasWords('service.searchText', [word]),
    { sql: 't.protocolNumber LIKE ?', parameters: [`%${word}%`] },
    ...fiscalCodeIs(word, viewer),
  ];
  return {
    sql: places.map(({ sql }) => sql).join(' OR '),
    parameters: places.flatMap(({ parameters }) => parameters),
  };
}

/** Only who may be shown a fiscal code may find by it (R22): staff, on practices filed with SPID. */
function fiscalCodeIs(word: string, viewer: Viewer): Condition[] {
  if (!viewer.isStaff || !/^[a-z0-9]{16}$/.test(word)) return [];
  const sql = 'applicant.fiscalCode = ? AND applicant.spidCode IS NOT NULL AND t.authenticationMethod = ?';
  return [{ sql: `(${sql})`, parameters: [searchable(word).toUpperCase(), AuthenticationMethod.SPID] }];
}
