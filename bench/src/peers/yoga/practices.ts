import { and, desc, eq, inArray, lt, ne, type SQL } from 'drizzle-orm';
import { assertSomebody, type Viewer } from '../authenticate.js';
import { awaitingReplyFrom, canSee, fiscalCodeFor, messagingState, readCursor, writeCursor } from '../rules.js';
import { builder, type Page, PageInfo, Role, type RoleName } from './builder.js';
import { ServiceType } from './catalogue.js';
import { practices, services } from './drizzle-schema.js';
import { db, inOrder } from './parts.js';
import { UserProfile } from './people.js';
import { MessageConnection, type PracticeRow, PracticeType, timelines } from './timeline.js';

const Status = builder.enumType('PracticeStatus', {
  values: ['DRAFT', 'SUBMITTED', 'REGISTERED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const,
});
const Order = builder.enumType('PracticeOrder', { values: ['NEWEST'] as const });

const MessagingBlock = builder.objectRef<{ code: string }>('MessagingBlock').implement({
  fields: (t) => ({ code: t.exposeString('code') }),
});

const MessagingState = builder.objectRef<ReturnType<typeof messagingState>>('MessagingState').implement({
  fields: (t) => ({
    canSend: t.exposeBoolean('canSend'),
    canAddNote: t.exposeBoolean('canAddNote'),
    blocks: t.expose('blocks', { type: [MessagingBlock] }),
  }),
});

PracticeType.implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    status: t.field({ type: Status, resolve: ({ status }) => status as 'DRAFT' }),
    data: t.field({ type: 'JSONObject', resolve: ({ data }) => JSON.parse(data) }),
    protocolNumber: t.exposeString('protocolNumber', { nullable: true }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    submittedAt: t.expose('submittedAt', { type: 'DateTime', nullable: true }),
    takenInChargeAt: t.expose('takenInChargeAt', { type: 'DateTime', nullable: true }),
    closedAt: t.expose('closedAt', { type: 'DateTime', nullable: true }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    awaitingReplyFrom: t.field({
      type: Role,
      nullable: true,
      resolve: (practice) => awaitingReplyFrom(practice) as RoleName | null,
    }),
    messaging: t.field({
      type: MessagingState,
      resolve: (practice, _, { viewer }) => messagingState(viewer, practice),
    }),
    service: t.loadable({
      type: ServiceType,
      load: async (ids: string[]) => inOrder(ids, await db.select().from(services).where(inArray(services.id, ids))),
      resolve: ({ serviceId }) => serviceId,
    }),
    applicant: t.field({
      type: UserProfile,
      resolve: async (practice, _, { viewer, users: people }) => {
        const user = await people.load(practice.applicantId);
        return { ...user, fiscalCode: fiscalCodeFor(viewer, practice, user) };
      },
    }),
    operator: t.field({
      type: UserProfile,
      nullable: true,
      resolve: ({ operatorId }, _, { viewer, users: people }) =>
        operatorId === null || viewer.role === 'CITIZEN' ? null : people.load(operatorId),
    }),
    messages: t.loadable({
      type: MessageConnection,
      byPath: true,
      args: { last: t.arg.int({ defaultValue: 20 }) },
      load: (ids: string[], { viewer }, args) => timelines(viewer, ids, args.last ?? 20),
      resolve: ({ id }) => id,
    }),
  }),
});

const PracticeConnection = builder.objectRef<Page<PracticeRow>>('PracticeConnection').implement({
  fields: (t) => ({
    nodes: t.expose('nodes', { type: [PracticeType] }),
    pageInfo: t.expose('pageInfo', { type: PageInfo }),
  }),
});

const PracticeFilter = builder.inputType('PracticeFilter', {
  fields: (t) => ({ status: t.field({ type: [Status] }) }),
});

/** The practices that a viewer may see. */
function seenBy(viewer: Viewer): SQL | undefined {
  if (viewer.role === 'CITIZEN') return eq(practices.applicantId, viewer.id);
  const submitted = ne(practices.status, 'DRAFT');
  return viewer.role === 'ADMIN' ? submitted : and(inArray(practices.serviceId, viewer.serviceIds), submitted);
}

builder.queryFields((t) => ({
  practices: t.field({
    type: PracticeConnection,
    args: {
      filter: t.arg({ type: PracticeFilter }),
      order: t.arg({ type: Order, defaultValue: 'NEWEST' }),
      first: t.arg.int({ defaultValue: 20 }),
      after: t.arg.string(),
    },
    resolve: async (_, { filter, first, after }, { viewer }) => {
      assertSomebody(viewer);
      const size = first ?? 20;
      const position = readCursor('practice.newest', after)?.[0];
      const rows = await db
        .select()
        .from(practices)
        .where(
          and(
            seenBy(viewer),
            filter?.status ? inArray(practices.status, filter.status) : undefined,
            position ? lt(practices.id, position) : undefined,
          ),
        )
        .orderBy(desc(practices.id))
        .limit(size + 1);
      const nodes = rows.slice(0, size);
      const endCursor = nodes.length > 0 ? writeCursor('practice.newest', nodes[nodes.length - 1].id) : null;
      return {
        nodes,
        pageInfo: { hasNextPage: rows.length > size, hasPreviousPage: position !== undefined, endCursor },
      };
    },
  }),
  practice: t.field({
    type: PracticeType,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_, { id }, { viewer }) => {
      assertSomebody(viewer);
      const [row] = await db.select().from(practices).where(eq(practices.id, id));
      return row && canSee(viewer, row) ? row : null;
    },
  }),
}));
