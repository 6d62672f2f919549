import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { connectionSelection } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { OutboxEntry } from './outbox-entry.type.js';
import { DeliveryState } from './outbox-item.entity.js';
import { readOutbox } from './outbox-list.js';

export const OutboxConnection = connectionType('Outbox', () => OutboxEntry);

/** What goes out, for who looks after the installation. */
@Resolver()
export class OutboxResolver {
  @Authorized(Role.ADMIN)
  @Query(() => OutboxConnection, {
    description:
      'Mails, and events for another system, newest first: where they stand, and why what failed has failed.',
  })
  outbox(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('state', () => DeliveryState, { nullable: true, description: 'Only what stands there.' })
    state: DeliveryState | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<OutboxEntry>> {
    return readOutbox(context, state ?? null, page, connectionSelection(info).totalCount);
  }
}
