import type { Context } from '../context.js';
import { sources } from '../graphql/field-sources.js';
import { readConnection, readConnections } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { ReadModel } from '../graphql/read-model.js';
import { type Condition, whereAll } from '../graphql/search.js';
import type { ConnectionSelection, Selection } from '../graphql/selection.js';
import { seenBy } from '../practices/practice.policy.js';
import { actorModel } from '../users/user-profile.read.js';
import { AccessEntry, AccessKind } from './access-entry.entity.js';

const { columns, computed, one } = sources<AccessEntry>();

/** How the access register is read: to citizens it has no names, and no operations. */
const accessEntryModel = new ReadModel(AccessEntry, {
  ...columns('id', 'kind', 'at'),
  by: one('userId', () => actorModel),
  operation: computed(['operation'], ({ operation }, { viewer }) => (viewer.isStaff ? operation : null)),
});

const NEWEST: Order = { key: 'access', columns: ['id'], descending: true };

/**
 * Citizens learn when their practice was opened. What was done with it is told by its history and messages, and must not
 * be told by anything else: an entry for a change would tell of a note (R2).
 */
const shown = ({ viewer }: Context): Condition[] =>
  viewer.isStaff ? [] : [{ sql: 't.kind = ?', parameters: [AccessKind.READ] }];

/** One page of the register of one practice, newest first, for administrators. */
export function readAccessLog(
  context: Context,
  selection: ConnectionSelection,
  practiceId: string,
  args: ForwardArgs,
): Promise<Connection<AccessEntry>> {
  return readConnection<AccessEntry>(context, accessEntryModel, selection, {
    page: readPage(args, NEWEST.key),
    order: NEWEST,
    conditions: [{ sql: 't.practiceId = ?', parameters: [practiceId] }],
  });
}

/** All that the register shows the viewer of the practices that they may see, oldest first. */
export function readAccesses(context: Context, selection: Selection): Promise<AccessEntry[]> {
  const { sql, parameters } = whereAll([seenBy(context.viewer, 'p'), ...shown(context)]);
  return accessEntryModel.read<AccessEntry>(context, selection, {
    joins: 'JOIN practices p ON p.id = t.practiceId',
    clause: `${sql} ORDER BY t.id`,
    parameters,
    also: ['practiceId'],
  });
}

/** One page of the register of each practice that the viewer may see, newest first, in one statement. */
export function readAccessLogs(
  context: Context,
  selection: ConnectionSelection,
  args: ForwardArgs,
  practiceIds: string[],
): Promise<Map<string, Connection<AccessEntry>>> {
  return readConnections<AccessEntry>(context, accessEntryModel, selection, {
    page: readPage(args, NEWEST.key),
    order: NEWEST,
    conditions: shown(context),
    parent: 'practiceId',
    parentIds: practiceIds,
  });
}
