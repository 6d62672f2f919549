import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.js';
import { batch } from '../graphql/batch.js';
import { countsTimes } from '../graphql/cost.js';
import { selectionOf } from '../graphql/selection.js';
import { Practice } from '../practices/practice.entity.js';
import { Folder } from './folder.entity.js';
import { readPracticesInFolders } from './folder.read.js';

/** What lies in a folder. */
@Resolver(() => Folder)
export class FolderResolver {
  @FieldResolver(() => [Practice], { complexity: countsTimes(10) })
  practices(@Root() folder: Folder, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<Practice[]> {
    return batch(context, info, folder.id, [], (ids) => readPracticesInFolders(context, selectionOf(info), ids));
  }
}
