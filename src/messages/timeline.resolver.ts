import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { batch } from '../graphql/batch.js';
import { type Connection, connectionType } from '../graphql/pagination.js';
import { connectionSelection } from '../graphql/selection.js';
import { Practice } from '../practices/practice.entity.js';
import { Message } from './message.entity.js';
import { readTimelines, TimelineArgs } from './timeline.js';

const MessageConnection = connectionType('Message', () => Message);

/** The timeline of a practice. */
@Resolver(() => Practice)
export class TimelineResolver {
  @FieldResolver(() => MessageConnection, {
    description:
      'Messages and, to the staff, notes: one timeline, oldest first. first or last; neither means the first 20.',
  })
  messages(
    @Root() practice: Practice,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => TimelineArgs) args: TimelineArgs,
  ): Promise<Connection<Message> | null> {
    return batch(context, info, practice.id, null, (ids) =>
      readTimelines(context, connectionSelection(info), args, ids),
    );
  }
}
