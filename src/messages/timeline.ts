import { ArgsType, Field, Int } from 'type-graphql';
import type { Context } from '../context.js';
import { readConnections } from '../graphql/keyset.js';
import type { Order } from '../graphql/order.js';
import { type Connection, readPage } from '../graphql/pagination.js';
import type { Condition } from '../graphql/search.js';
import type { ConnectionSelection } from '../graphql/selection.js';
import { type Message, MessageVisibility } from './message.entity.js';
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
  return readConnections<Message>(context, messageModel, selection, {
    page: readPage(args, ORDER.key),
    order: ORDER,
    conditions: [...readable(context), ...ofVisibility(args.visibility)],
    parent: 'practiceId',
    parentIds: practiceIds,
  });
}

const ofVisibility = (visibility: MessageVisibility | null | undefined): Condition[] =>
  visibility ? [{ sql: 't.visibility = ?', parameters: [visibility] }] : [];
