import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { batch } from '../graphql/batch.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { connectionSelection } from '../graphql/selection.js';
import { Role } from '../identity/role.js';
import { Practice } from '../practices/practice.entity.js';
import { AccessEntry } from './access-entry.entity.js';
import { readAccessLog, readAccessLogs } from './access-entry.read.js';

const AccessConnection = connectionType('Access', () => AccessEntry);

/** The register of who opened or changed a practice. */
@Resolver(() => AccessEntry)
export class AccessResolver {
  @Authorized(Role.ADMIN)
  @Query(() => AccessConnection, {
    description: 'Who on the staff read or changed a practice, or tried to: newest first.',
  })
  accessLog(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('practiceId', () => ID, { description: 'The practice.' }) practiceId: string,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<AccessEntry>> {
    return readAccessLog(context, connectionSelection(info), practiceId, page);
  }
}

/** What of the register stands with a practice. */
@Resolver(() => Practice)
export class PracticeAccessResolver {
  @FieldResolver(() => AccessConnection, {
    nullable: true,
    description:
      'When the municipality opened the practice: to its applicant without names, to administrators whole; null to operators. Newest first.',
  })
  async accessLog(
    @Root() practice: Practice,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<AccessEntry> | null> {
    if (context.viewer.isOperator) return null;
    return batch<Connection<AccessEntry> | null>(context, info, practice.id, null, (ids) =>
      readAccessLogs(context, connectionSelection(info), page, ids),
    );
  }
}
