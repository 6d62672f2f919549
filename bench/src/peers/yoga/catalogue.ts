import { and, asc, countDistinct, eq, exists, gt, gte, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/mysql-core';
import { readCursor, writeCursor } from '../rules.js';
import { builder, type Page, PageInfo } from './builder.js';
import { serviceGroups, services } from './drizzle-schema.js';
import { type Context, db } from './parts.js';

const SERVICE = {
  id: services.id,
  slug: services.slug,
  name: services.name,
  topic: services.topic,
  publishedUntil: services.publishedUntil,
  groupId: services.groupId,
};

type ServiceRow = Pick<typeof services.$inferSelect, keyof typeof SERVICE>;

const GROUP = {
  id: serviceGroups.id,
  slug: serviceGroups.slug,
  name: serviceGroups.name,
  topic: serviceGroups.topic,
  ordered: serviceGroups.ordered,
};

type GroupRow = Pick<typeof serviceGroups.$inferSelect, keyof typeof GROUP>;

/** A row of both kinds: a service has no order. */
interface EntryRow extends Omit<ServiceRow, 'groupId'> {
  sortName: string;
  ordered: boolean | null;
}

export const ServiceType = builder.objectRef<ServiceRow>('Service');
const ServiceGroup = builder.objectRef<GroupRow>('ServiceGroup');

ServiceType.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    slug: t.exposeString('slug'),
    name: t.exposeString('name'),
    topic: t.exposeString('topic', { nullable: true }),
    publishedUntil: t.expose('publishedUntil', { type: 'DateTime', nullable: true }),
    /** To citizens a group of which nothing is available does not exist. */
    group: t.loadable({
      type: ServiceGroup,
      nullable: true,
      load: async (ids: string[], { viewer }: Context) => {
        const isStaff = viewer.role === 'OPERATOR' || viewer.role === 'ADMIN';
        const rows = await db
          .select(GROUP)
          .from(serviceGroups)
          .where(and(inArray(serviceGroups.id, ids), isStaff ? undefined : hasAvailable()));
        const found = new Map(rows.map((row) => [row.id, row]));
        return ids.map((id) => found.get(id) ?? null);
      },
      resolve: ({ groupId }) => groupId,
    }),
  }),
});

ServiceGroup.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    slug: t.exposeString('slug'),
    name: t.exposeString('name'),
    topic: t.exposeString('topic', { nullable: true }),
    ordered: t.exposeBoolean('ordered'),
    services: t.loadableGroup({
      type: ServiceType,
      load: (ids: string[]) =>
        db
          .select(SERVICE)
          .from(services)
          .where(and(inArray(services.groupId, ids), isAvailable()))
          .orderBy(asc(services.groupId), asc(services.position), asc(services.id)),
      group: ({ groupId }) => groupId ?? '',
      resolve: ({ id }) => id,
    }),
  }),
});

const CatalogueEntry = builder.unionType('CatalogueEntry', {
  types: [ServiceType, ServiceGroup],
  resolveType: (entry) => ((entry as EntryRow).ordered === null ? 'Service' : 'ServiceGroup'),
});

interface Catalogue extends Page<EntryRow> {
  topic: string | null | undefined;
}

const CatalogueConnection = builder.objectRef<Catalogue>('CatalogueConnection').implement({
  fields: (t) => ({
    nodes: t.field({
      type: [CatalogueEntry],
      resolve: ({ nodes }) => nodes as unknown as (ServiceRow | GroupRow)[],
    }),
    pageInfo: t.expose('pageInfo', { type: PageInfo }),
    /** Counted only when it is asked for. */
    totalCount: t.int({
      resolve: async ({ topic }) => {
        // Each service that is open counts for its group.
        const [{ total }] = await db
          .select({ total: countDistinct(sql`coalesce(${services.groupId}, ${services.id})`) })
          .from(services)
          .leftJoin(serviceGroups, eq(serviceGroups.id, services.groupId))
          .where(and(isAvailable(), topic == null ? undefined : hasTopic(topic)));
        return total;
      },
    }),
  }),
});

/** Services that citizens find now: published, and within their period. */
function isAvailable(): SQL | undefined {
  const now = new Date();
  return and(
    eq(services.status, 'PUBLISHED'),
    or(isNull(services.publishedFrom), lte(services.publishedFrom, now)),
    or(isNull(services.publishedUntil), gte(services.publishedUntil, now)),
  );
}

/** Groups of which citizens find at least one service now. */
const hasAvailable = (more?: SQL): SQL =>
  exists(
    db
      .select({ one: sql`1` })
      .from(services)
      .where(and(eq(services.groupId, serviceGroups.id), isAvailable(), more)),
  );

const hasTopic = (topic: string): SQL | undefined => or(eq(services.topic, topic), eq(serviceGroups.topic, topic));

const listedServices = (topic: string | null | undefined): SQL | undefined =>
  and(isNull(services.groupId), isAvailable(), topic == null ? undefined : eq(services.topic, topic));

const listedGroups = (topic: string | null | undefined): SQL | undefined =>
  topic == null
    ? hasAvailable()
    : and(hasAvailable(), or(eq(serviceGroups.topic, topic), hasAvailable(eq(services.topic, topic))));

const toBoolean = (value: number | null): boolean | null => (value === null ? null : value === 1);

/** What comes after the position of a cursor, by name. */
function afterPosition(table: typeof services | typeof serviceGroups, position: string[] | null): SQL | undefined {
  if (!position) return undefined;
  const [name, id] = position;
  return and(gte(table.sortName, name), or(gt(table.sortName, name), gt(table.id, id)));
}

builder.queryField('catalogue', (t) =>
  t.field({
    type: CatalogueConnection,
    args: { topic: t.arg.string(), first: t.arg.int({ defaultValue: 20 }), after: t.arg.string() },
    resolve: async (_, { topic, first, after }) => {
      const size = first ?? 20;
      const position = readCursor('catalogue', after);
      const found: EntryRow[] = await unionAll(
        db
          .select({
            sortName: services.sortName,
            id: services.id,
            slug: services.slug,
            name: services.name,
            topic: services.topic,
            publishedUntil: services.publishedUntil,
            ordered: sql`null`.mapWith(toBoolean).as('ordered'),
          })
          .from(services)
          .where(and(listedServices(topic), afterPosition(services, position)))
          .orderBy(asc(services.sortName), asc(services.id))
          .limit(size + 1),
        db
          .select({
            sortName: serviceGroups.sortName,
            id: serviceGroups.id,
            slug: serviceGroups.slug,
            name: serviceGroups.name,
            topic: serviceGroups.topic,
            publishedUntil: sql<Date | null>`null`.as('publishedUntil'),
            ordered: sql`${serviceGroups.ordered}`.mapWith(toBoolean).as('ordered'),
          })
          .from(serviceGroups)
          .where(and(listedGroups(topic), afterPosition(serviceGroups, position)))
          .orderBy(asc(serviceGroups.sortName), asc(serviceGroups.id))
          .limit(size + 1),
      )
        .orderBy(sql`sortName`, sql`id`)
        .limit(size + 1);
      const nodes = found.slice(0, size);
      const last = nodes.at(-1);
      const endCursor = last ? writeCursor('catalogue', last.sortName, last.id) : null;
      return {
        topic,
        nodes,
        pageInfo: { hasNextPage: found.length > size, hasPreviousPage: position !== null, endCursor },
      };
    },
  }),
);
