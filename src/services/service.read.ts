import type { Context } from '../context.js';
import { groupBy, marks } from '../graphql/batch.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import { whereAll } from '../graphql/search.js';
import type { Selection } from '../graphql/selection.js';
import { availabilityOf, hasAvailable, isAvailable } from './availability.js';
import { Service, ServiceStatus } from './service.entity.js';
import { seesHidden, visibleGroups, visibleServices } from './service.policy.js';
import { serviceGroupModel } from './service-group.read.js';

const { columns, computed, loaded, one } = sources<Service>();

/** How services are read. */
export const serviceModel: ReadModel = new ReadModel(Service, {
  ...columns('id', 'slug', 'name', 'description', 'instructions', 'topic', 'status', 'publishedFrom', 'publishedUntil'),
  availability: computed(['status', 'publishedFrom', 'publishedUntil'], (service, { now }) =>
    availabilityOf(service, now),
  ),
  // Changes of what a citizen may not see count too, so the number is not for them.
  version: computed(['version'], ({ version }, { viewer }) => (seesHidden(viewer) ? version : null)),
  group: one('groupId', () => serviceGroupModel, { where: visibleGroups }),
  position: loaded<'id' | 'groupId' | 'position', number | null>(
    'id',
    null,
    (context, _selection, ids) => readVisiblePlaces(context, ids),
    {
      known: {
        columns: ['groupId', 'position'],
        value: ({ groupId, position }, { viewer }) => (groupId === null || seesHidden(viewer) ? position : undefined),
      },
    },
  ),
});

/** A service, whoever asks: for doors that decide on that themselves. */
export const readService = (context: Context, selection: Selection, id: string): Promise<Service | null> =>
  serviceModel.readOne<Service>(context, selection, { clause: 'WHERE t.id = ?', parameters: [id] });

/** The service with a slug, if the viewer may see it. */
export async function findVisibleService(
  context: Context,
  selection: Selection,
  slug: string,
): Promise<Service | null> {
  const { sql, parameters } = whereAll([{ sql: 't.slug = ?', parameters: [slug] }, ...visibleServices(context)]);
  return serviceModel.readOne<Service>(context, selection, { clause: sql, parameters });
}

/** The services of groups, in order, by group. */
export async function readServicesOfGroups(
  context: Context,
  selection: Selection,
  { groupIds, availableOnly }: { groupIds: string[]; availableOnly: boolean },
): Promise<Map<string, Service[]>> {
  const { sql, parameters } = whereAll([
    { sql: `t.groupId IN (${marks(groupIds)})`, parameters: groupIds },
    ...(availableOnly ? [isAvailable('t', context.now)] : []),
  ]);
  const services = await serviceModel.read<Service>(context, selection, {
    clause: `${sql} ORDER BY t.groupId, t.position, t.id`,
    parameters,
    also: ['groupId'],
  });
  return groupBy(services, ({ groupId }) => groupId ?? '');
}

/**
 * The places of services in their groups as people see them who do not see what is hidden: a service in preparation
 * takes no place, and in a hidden group there are none.
 */
export async function readVisiblePlaces(
  { database, now }: Context,
  serviceIds: string[],
): Promise<Map<string, number>> {
  const visible = hasAvailable('g', now);
  const rows = await database.rows<{ id: string; place: number }>(
    `SELECT t.id, COUNT(*) AS place
       FROM services t
       JOIN service_groups g ON g.id = t.groupId
       JOIN services o ON o.groupId = t.groupId AND o.position <= t.position
        AND (o.id = t.id OR o.status <> '${ServiceStatus.DRAFT}')
      WHERE t.id IN (${marks(serviceIds)}) AND ${visible.sql}
      GROUP BY t.id`,
    [...serviceIds, ...visible.parameters],
  );
  return new Map(rows.map(({ id, place }) => [id, Number(place)]));
}
