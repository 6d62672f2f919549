import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import { whereAll } from '../graphql/search.js';
import type { Selection } from '../graphql/selection.js';
import type { Practice } from '../practices/practice.entity.js';
import { seenBy } from '../practices/practice.policy.js';
import { practiceModel } from '../practices/practice.read.js';
import { serviceGroupModel } from '../services/service-group.read.js';
import { Folder } from './folder.entity.js';

const { columns, loaded, one } = sources<Folder>();

/**
 * How folders are read. The way to a folder is a practice that the viewer may see, and its applicant has known the
 * group since filing it: so the group is shown also while it is hidden from the catalogue.
 */
export const folderModel: ReadModel = new ReadModel(Folder, {
  ...columns('id', 'number', 'openedAt'),
  group: one('groupId', () => serviceGroupModel),
  practices: loaded('id', [], readPracticesInFolders),
});

/** The practices in folders that the viewer may see, oldest first, by folder: of those of other services nothing shows. */
export async function readPracticesInFolders(
  context: Context,
  selection: Selection,
  folderIds: string[],
): Promise<Map<string, Practice[]>> {
  const { sql, parameters } = whereAll([
    { sql: `t.folderId IN (${marks(folderIds)})`, parameters: folderIds },
    seenBy(context.viewer),
  ]);
  const practices = await practiceModel.read<Practice>(context, selection, {
    clause: `${sql} ORDER BY t.folderId, t.id`,
    parameters,
    also: ['folderId'],
  });
  return groupBy(practices, ({ folderId }) => folderId ?? '');
}
