import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { batch } from '../graphql/batch.js';
import { countsTimes } from '../graphql/cost.js';
import { selectionOf } from '../graphql/selection.js';
import { ServiceGroup } from '../services/service-group.entity.js';
import { readJourneys } from './journey.js';
import { JourneyStep } from './journey.type.js';

/** A citizen's way through a group of services. */
@Resolver(() => ServiceGroup)
export class JourneyResolver {
  @FieldResolver(() => [JourneyStep], {
    nullable: true,
    description: "The signed-in citizen's way through the group, step by step; null to anybody else.",
    complexity: countsTimes(10),
  })
  journey(
    @Root() group: ServiceGroup,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('folderId', () => ID, {
      nullable: true,
      description:
        'Through this folder of theirs: null when there is none. Left out: the one that practices go into by themselves.',
    })
    folderId: string | null,
  ): Promise<JourneyStep[] | null> {
    return batch<JourneyStep[] | null>(context, info, group.id, null, (ids) =>
      readJourneys(context, selectionOf(info), folderId ?? null, ids),
    );
  }
}
