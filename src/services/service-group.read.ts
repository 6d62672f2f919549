import type { Context } from '../context.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import { whereAll } from '../graphql/search.js';
import type { Selection } from '../graphql/selection.js';
import { seesHidden, visibleGroups } from './service.policy.js';
import { ServiceGroup } from './service-group.entity.js';

const { columns, computed, resolved } = sources<ServiceGroup>();

/** How groups of services are read. Their services and a citizen's way through them have resolvers of their own. */
export const serviceGroupModel: ReadModel = new ReadModel(ServiceGroup, {
  ...columns('id', 'slug', 'name', 'description', 'topic', 'ordered', 'singleFolder'),
  version: computed(['version'], ({ version }, { viewer }) => (seesHidden(viewer) ? version : null)),
  services: resolved(),
  journey: resolved(),
});

/** A group, whoever asks: for doors that decide on that themselves. */
export const readServiceGroup = (context: Context, selection: Selection, id: string): Promise<ServiceGroup | null> =>
  serviceGroupModel.readOne<ServiceGroup>(context, selection, { clause: 'WHERE t.id = ?', parameters: [id] });

/** The group with a slug, if the viewer may see it (R19). */
export async function findVisibleGroup(
  context: Context,
  selection: Selection,
  slug: string,
): Promise<ServiceGroup | null> {
  const { sql, parameters } = whereAll([{ sql: 't.slug = ?', parameters: [slug] }, ...visibleGroups(context)]);
  return serviceGroupModel.readOne<ServiceGroup>(context, selection, { clause: sql, parameters });
}
