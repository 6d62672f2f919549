import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Info, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.js';
import { type Connection, connectionType, ForwardArgs } from '../graphql/pagination.js';
import { DateTime } from '../graphql/scalars.js';
import { connectionSelection } from '../graphql/selection.js';
import { readCatalogue } from './catalogue.js';
import { CatalogueEntry } from './catalogue-entry.js';
import { assertMay, canLookAhead } from './service.policy.js';

export const CatalogueConnection = connectionType('Catalogue', () => CatalogueEntry);

/** The public catalogue. */
@Resolver()
export class CatalogueResolver {
  @Query(() => CatalogueConnection, {
    description:
      'What citizens find now, by name: services on their own that are available, and groups in place of theirs. Public.',
  })
  async catalogue(
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Words of name, topic or description, of an entry or of what a group stands for; each has to be found.',
    })
    search: string | null,
    @Arg('topic', () => String, { nullable: true, description: 'Only what has this topic, or stands for it.' })
    topic: string | null,
    @Arg('at', () => DateTime, {
      nullable: true,
      description: 'As citizens will find it at this instant. For administrators only.',
    })
    at: Date | null,
    @Args(() => ForwardArgs) page: ForwardArgs,
  ): Promise<Connection<object>> {
    if (at) assertMay(context.viewer, canLookAhead);
    return readCatalogue(context, connectionSelection(info), { search, topic }, page, at);
  }
}
