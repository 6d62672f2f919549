import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel, type Row } from '../graphql/read-model.js';
import type { Selection } from '../graphql/selection.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import { actorModel } from '../users/user-profile.read.js';
import { StatusChange } from './status-change.entity.js';

const source = sources<StatusChange>();

/** How the history of practices is read. */
const statusChangeModel = new ReadModel(StatusChange, {
  ...source.columns('id', 'from', 'to', 'at', 'note'),
  by: source.one('actorId', () => actorModel),
});

/** The history of practices that the viewer may see, oldest first, by practice. */
export async function readHistories(
  context: Context,
  selection: Selection,
  practiceIds: string[],
): Promise<Map<string, StatusChange[]>> {
  const plan = statusChangeModel.plan(selection, ['practiceId']);
  const rows = await statusChangeModel.rows(context, plan, {
    values: ['p.authenticationMethod AS filedWith'],
    joins: 'JOIN practices p ON p.id = t.practiceId',
    clause: `WHERE t.practiceId IN (${marks(practiceIds)}) ORDER BY t.practiceId, t.id`,
    parameters: practiceIds,
  });
  // What SPID certifies of the applicant is opened to the staff here as it is on the practice itself (R22).
  const granted = ({ filedWith }: Row) => context.viewer.isStaff && filedWith === AuthenticationMethod.SPID;
  const changes = await statusChangeModel.toNodes<StatusChange>(context, plan, rows, granted);
  return groupBy(changes, ({ practiceId }) => practiceId);
}
