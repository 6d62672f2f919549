import type { Context } from '../context.js';
import type { Parameter } from '../database/database.js';
import { unionOf } from '../database/dialect.js';
import { toInstant } from '../database/instants.js';
import { afterPosition, type Order, orderBy, positionOf } from '../graphql/order.js';
import { type Connection, connection, type ForwardArgs, readPage } from '../graphql/pagination.js';
import { type Condition, whereAll } from '../graphql/search.js';
import type { Locale } from '../locale.js';
import { explainMailError } from '../mail/mail-error.js';
import { explainWebhookError } from '../webhooks/webhook-error.js';
import { OutboxChannel, type OutboxEntry } from './outbox-entry.type.js';
import { DeliveryState } from './outbox-item.entity.js';

const NEWEST: Order = { key: 'outbox', columns: ['id'], descending: true };

/** Where the entries of each channel stand, what holds their address, and how their errors are put into words. */
const SOURCES = {
  [OutboxChannel.MAIL]: { table: 'mails', recipient: 't.address', explain: explainMailError },
  [OutboxChannel.WEBHOOK]: { table: 'webhook_deliveries', recipient: 'NULL', explain: explainWebhookError },
};

const CHANNELS = [OutboxChannel.MAIL, OutboxChannel.WEBHOOK];

type Row = Omit<OutboxEntry, 'createdAt' | 'nextAttemptAt' | 'sentAt'> &
  Record<'createdAt' | 'nextAttemptAt' | 'sentAt', unknown>;

/** One page of all that goes out, newest first, whichever way it goes. What it says is not even read. */
export async function readOutbox(
  context: Context,
  state: DeliveryState | null,
  args: ForwardArgs,
  counted: boolean,
): Promise<Connection<OutboxEntry>> {
  const page = readPage(args, NEWEST.key);
  const conditions = state ? [{ sql: 't.state = ?', parameters: [state] }] : [];
  const { sql, parameters } = whereAll([...conditions, ...afterPosition(page, NEWEST)]);
  const order = `${orderBy(page, NEWEST)} LIMIT ${page.size + 1}`;

  // One branch for each channel, so that each is read along its own index and no further than the page.
  const branches = CHANNELS.map((channel) => {
    const { table, recipient } = SOURCES[channel];
    const columns = `'${channel}' AS channel, t.id, t.kind, t.practiceId, t.messageId, ${recipient} AS recipient, t.state,
      t.attempts, t.lastError, t.createdAt, t.nextAttemptAt, t.sentAt`;
    return `SELECT ${columns} FROM ${table} t ${sql} ${order}`;
  });
  const [rows, totalCount] = await Promise.all([
    context.database.rows<Row>(
      `SELECT * FROM (${unionOf(context.database, branches)}) t ${order}`,
      CHANNELS.flatMap((): Parameter[] => parameters),
    ),
    counted ? count(context, conditions) : null,
  ]);
  const entries = rows.map((row) => entryOf(row, context.locale));
  return connection(page, NEWEST.key, entries, (entry) => positionOf(entry, NEWEST), totalCount);
}

async function count({ database }: Context, conditions: Condition[]): Promise<number> {
  const { sql, parameters } = whereAll(conditions);
  const branches = CHANNELS.map((channel) => `SELECT COUNT(*) AS total FROM ${SOURCES[channel].table} t ${sql}`);
  const rows = await database.rows<{ total: number }>(
    branches.join(' UNION ALL '),
    CHANNELS.flatMap((): Parameter[] => parameters),
  );
  return rows.reduce((sum, { total }) => sum + Number(total), 0);
}

function entryOf(row: Row, locale: Locale): OutboxEntry {
  const { channel, state, lastError } = row;
  return {
    ...row,
    lastError: lastError === null ? null : SOURCES[channel].explain(lastError, locale),
    createdAt: toInstant(row.createdAt),
    nextAttemptAt: state === DeliveryState.QUEUED ? toInstant(row.nextAttemptAt) : null,
    sentAt: row.sentAt === null ? null : toInstant(row.sentAt),
  };
}
