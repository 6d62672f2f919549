import { ArgsType, Field, Int } from 'type-graphql';
import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { afterPosition, type Order, orderBy, positionOf } from '../graphql/keyset.js';
import { type Connection, connection, readPage } from '../graphql/pagination.js';
import { type Condition, whereAll } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import { Message, MessageVisibility } from './message.entity.js';
import { messageModel, readable } from './message.read.js';

/** The page of a timeline: forward from the oldest, or backward from the newest. */
@ArgsType()
export class TimelineArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many at most, from the oldest on: 1 to 100. Neither first nor last: the first 20.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Continue after this cursor; goes with first.' })
  after?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many at most, of the newest: 1 to 100.' })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Only what comes before this cursor; goes with last.' })
  before?: string | null;

  @Field(() => MessageVisibility, {
    nullable: true,
    description: 'Only messages, or only notes. Citizens have no notes.',
  })
  visibility?: MessageVisibility | null;
}

/** Oldest first; what was sent at the same instant, by id (R3). */
const ORDER: Order = { key: 'message', columns: ['createdAt', 'id'], instants: true };

/** One page of the timeline of each practice that the viewer may see, in one statement. */
export async function readTimelines(
  context: Context,
  selection: ConnectionSelection,
  args: TimelineArgs,
  practiceIds: string[],
): Promise<Map<string, Connection<Message>>> {
  const page = readPage(args, ORDER.key);
  const conditions = [...readable(context), ...ofVisibility(args.visibility)];
  const { columns, joins, toNode } = messageModel.plan(selection.node, ['practiceId', ...ORDER.columns]);

  // One branch for each practice, so that each reads as many rows as it shows and no more.
  const branches = practiceIds.map((id) => {
    const ofPractice = { sql: 't.practiceId = ?', parameters: [id] };
    const { sql, parameters } = whereAll([ofPractice, ...conditions, ...afterPosition(page, ORDER)]);
    const branch = `SELECT ${columns} FROM messages t ${joins} ${sql} ${orderBy(page, ORDER)} LIMIT ${page.size + 1}`;
    return { sql: `SELECT * FROM (${branch}) page`, parameters };
  });
  const [rows, totals] = await Promise.all([
    context.database.rows<Record<string, unknown>>(
      branches.map(({ sql }) => sql).join(' UNION ALL '),
      branches.flatMap(({ parameters }) => parameters),
    ),
    selection.totalCount ? count(context, conditions, practiceIds) : null,
  ]);

  const messages = groupBy(
    rows.map((row) => toNode(row, context) as Message),
    ({ practiceId }) => practiceId,
  );
  return new Map(
    practiceIds.map((id) => {
      const position = (message: Message) => positionOf(message, ORDER);
      return [id, connection(page, ORDER.key, messages.get(id) ?? [], position, totals && (totals.get(id) ?? 0))];
    }),
  );
}

const ofVisibility = (visibility: MessageVisibility | null | undefined): Condition[] =>
  visibility ? [{ sql: 't.visibility = ?', parameters: [visibility] }] : [];

async function count(
  { database }: Context,
  conditions: Condition[],
  practiceIds: string[],
): Promise<Map<string, number>> {
  const ofPractices = { sql: `t.practiceId IN (${marks(practiceIds)})`, parameters: practiceIds };
  const { sql, parameters } = whereAll([ofPractices, ...conditions]);
  const rows = await database.rows<{ practiceId: string; total: number }>(
    `SELECT t.practiceId, COUNT(*) AS total FROM messages t ${sql} GROUP BY t.practiceId`,
    parameters,
  );
  return new Map(rows.map(({ practiceId, total }) => [practiceId, Number(total)]));
}
