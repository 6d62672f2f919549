import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { ReadModel, sources } from '../graphql/read-model.js';
import type { Selection } from '../graphql/selection.js';
import { actorModel } from '../users/user-profile.read.js';
import { StatusChange } from './status-change.entity.js';

const { columns, one } = sources<StatusChange>();

/** How the history of practices is read. */
const statusChangeModel = new ReadModel(StatusChange, {
  ...columns('id', 'from', 'to', 'at', 'note'),
  by: one('actorId', () => actorModel),
});

/** The history of practices that the viewer may see, oldest first, by practice. */
export async function readHistories(
  context: Context,
  selection: Selection,
  practiceIds: string[],
): Promise<Map<string, StatusChange[]>> {
  const changes = await statusChangeModel.read<StatusChange>(context, selection, {
    clause: `WHERE t.practiceId IN (${marks(practiceIds)}) ORDER BY t.practiceId, t.id`,
    parameters: practiceIds,
    also: ['practiceId'],
  });
  return groupBy(changes, ({ practiceId }) => practiceId);
}
