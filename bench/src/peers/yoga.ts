import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import DataLoader from 'dataloader';
import { and, asc, desc, eq, inArray, lt, lte, ne, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/mysql2';
import { createYoga } from 'graphql-yoga';
import { uuidv7 } from 'uuidv7';
import { createAuthenticator, Refused, type Viewer } from './authenticate.js';
import { mails, messageDrafts, messages, practices, services, users } from './drizzle-schema.js';
import { readEnvironment } from './environment.js';
import { messageMail } from './message-mail.js';
import { openPool } from './pool.js';
import {
  actor,
  awaitingReplyFrom,
  canSee,
  displayName,
  fiscalCodeFor,
  messagingBlocks,
  messagingState,
  newToken,
  nextInstant,
  readBody,
  readCursor,
  writeCursor,
} from './rules.js';

/**
 * graphql-yoga with a schema of Pothos and the queries of Drizzle, relations through Pothos' dataloader plugin. Drizzle's
 * relational queries, and with them Pothos' Drizzle plugin, need LATERAL joins, which MariaDB does not have.
 */

const environment = readEnvironment();
const pool = openPool(environment.databaseUrl);
const authenticate = createAuthenticator(pool, environment);
const db = drizzle(pool);

type PracticeRow = typeof practices.$inferSelect;
type UserRow = Pick<
  typeof users.$inferSelect,
  'id' | 'role' | 'givenName' | 'familyName' | 'email' | 'providedEmail' | 'fiscalCode' | 'spidCode'
>;
type ServiceRow = typeof services.$inferSelect;
type MessageRow = Pick<
  typeof messages.$inferSelect,
  'id' | 'practiceId' | 'visibility' | 'body' | 'authorId' | 'createdAt' | 'readAt'
>;

interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null };
}

interface Context {
  viewer: Viewer;
  users: DataLoader<string, UserRow>;
}

const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    DateTime: { Input: Date; Output: Date };
    JSONObject: { Input: object; Output: object };
    ID: { Input: string; Output: string };
  };
}>({ plugins: [DataloaderPlugin], defaultFieldNullability: false });

builder.scalarType('DateTime', { serialize: (value) => value.toISOString() });
builder.scalarType('JSONObject', { serialize: (value) => value });

const Role = builder.enumType('Role', { values: ['CITIZEN', 'OPERATOR', 'ADMIN'] as const });
const Visibility = builder.enumType('MessageVisibility', { values: ['INTERNAL', 'PUBLIC'] as const });
const Status = builder.enumType('PracticeStatus', {
  values: ['DRAFT', 'SUBMITTED', 'REGISTERED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN'] as const,
});
const Order = builder.enumType('PracticeOrder', { values: ['NEWEST'] as const });

type RoleName = 'CITIZEN' | 'OPERATOR' | 'ADMIN';

const PageInfo = builder.objectRef<Page<unknown>['pageInfo']>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
    endCursor: t.exposeString('endCursor', { nullable: true }),
  }),
});

const ServiceType = builder.objectRef<ServiceRow>('Service').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    slug: t.exposeString('slug'),
    name: t.exposeString('name'),
    topic: t.exposeString('topic', { nullable: true }),
  }),
});

const UserProfile = builder.objectRef<UserRow>('UserProfile').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    role: t.expose('role', { type: Role }),
    givenName: t.exposeString('givenName'),
    familyName: t.exposeString('familyName'),
    displayName: t.string({ resolve: displayName }),
    email: t.string({ nullable: true, resolve: (user) => user.email ?? user.providedEmail }),
    fiscalCode: t.exposeString('fiscalCode', { nullable: true }),
  }),
});

const Actor = builder.objectRef<{ role: string; displayName: string }>('Actor').implement({
  fields: (t) => ({
    role: t.field({ type: Role, resolve: ({ role }) => role as RoleName }),
    displayName: t.exposeString('displayName'),
  }),
});

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

const PracticeType = builder.objectRef<PracticeRow>('Practice');

const MessageType = builder.objectRef<MessageRow>('Message').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    visibility: t.expose('visibility', { type: Visibility }),
    body: t.exposeString('body'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true }),
    author: t.field({
      type: Actor,
      resolve: async ({ authorId }, _, { viewer, users: people }) =>
        actor(viewer, await people.load(authorId), environment.municipality),
    }),
    practice: t.loadable({
      type: PracticeType,
      load: async (ids: string[]) => inOrder(ids, await db.select().from(practices).where(inArray(practices.id, ids))),
      resolve: ({ practiceId }) => practiceId,
    }),
  }),
});

const MessageConnection = builder.objectRef<Page<MessageRow>>('MessageConnection').implement({
  fields: (t) => ({
    nodes: t.expose('nodes', { type: [MessageType] }),
    pageInfo: t.expose('pageInfo', { type: PageInfo }),
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

const MESSAGE = {
  id: messages.id,
  practiceId: messages.practiceId,
  visibility: messages.visibility,
  body: messages.body,
  authorId: messages.authorId,
  createdAt: messages.createdAt,
  readAt: messages.readAt,
};

/** The newest messages of each practice: one query, whether for one practice or for many. */
async function timelines(viewer: Viewer, practiceIds: string[], last: number): Promise<Page<MessageRow>[]> {
  const readable = viewer.role === 'CITIZEN' ? eq(messages.visibility, 'PUBLIC') : undefined;
  const rows = practiceIds.length === 1 ? await ofOne() : await ofMany();
  return practiceIds.map((id) => {
    const found = rows.filter(({ practiceId }) => practiceId === id);
    const nodes = found.slice(0, last).reverse();
    return { nodes, pageInfo: { hasNextPage: false, hasPreviousPage: found.length > last, endCursor: null } };
  });

  function ofOne(): Promise<MessageRow[]> {
    return db
      .select(MESSAGE)
      .from(messages)
      .where(and(eq(messages.practiceId, practiceIds[0]), readable))
      .orderBy(desc(messages.createdAt), desc(messages.id))
      .limit(last + 1);
  }

  async function ofMany(): Promise<MessageRow[]> {
    const place = sql<number>`row_number() over (partition by ${messages.practiceId} order by ${messages.createdAt} desc, ${messages.id} desc)`;
    const ranked = db
      .select({ ...MESSAGE, place: place.as('place') })
      .from(messages)
      .where(and(inArray(messages.practiceId, practiceIds), readable))
      .as('ranked');
    return db
      .select()
      .from(ranked)
      .where(lte(ranked.place, last + 1))
      .orderBy(asc(ranked.place));
  }
}

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

builder.queryType({
  fields: (t) => ({
    practices: t.field({
      type: PracticeConnection,
      args: {
        filter: t.arg({ type: PracticeFilter }),
        order: t.arg({ type: Order, defaultValue: 'NEWEST' }),
        first: t.arg.int({ defaultValue: 20 }),
        after: t.arg.string(),
      },
      resolve: async (_, { filter, first, after }, { viewer }) => {
        const size = first ?? 20;
        const position = readCursor(after);
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
        const endCursor = nodes.length > 0 ? writeCursor(nodes[nodes.length - 1].id) : null;
        return { nodes, pageInfo: { hasNextPage: rows.length > size, hasPreviousPage: position !== null, endCursor } };
      },
    }),
    practice: t.field({
      type: PracticeType,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_, { id }, { viewer }) => {
        const [row] = await db.select().from(practices).where(eq(practices.id, id));
        return row && canSee(viewer, row) ? row : null;
      },
    }),
  }),
});

type Draft = Awaited<ReturnType<typeof prepare>>;

const MessageDraft = builder.objectRef<Draft>('MessageDraft').implement({
  fields: (t) => ({
    confirmationToken: t.exposeString('confirmationToken'),
    expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
    body: t.exposeString('body'),
    recipients: t.exposeStringList('recipients'),
    emailSubject: t.exposeString('emailSubject'),
    emailPreview: t.exposeString('emailPreview'),
    practice: t.expose('practice', { type: PracticeType }),
  }),
});

const MessageDraftPayload = builder.objectRef<{ draft: Draft }>('MessageDraftPayload').implement({
  fields: (t) => ({ draft: t.expose('draft', { type: MessageDraft }) }),
});

const MessagePayload = builder.objectRef<{ message: MessageRow }>('MessagePayload').implement({
  fields: (t) => ({ message: t.expose('message', { type: MessageType }) }),
});

const WriteMessageInput = builder.inputType('WriteMessageInput', {
  fields: (t) => ({ practiceId: t.id({ required: true }), body: t.string({ required: true }) }),
});

const SendMessageInput = builder.inputType('SendMessageInput', {
  fields: (t) => ({ confirmationToken: t.string({ required: true }) }),
});

builder.mutationType({
  fields: (t) => ({
    prepareMessage: t.field({
      type: MessageDraftPayload,
      args: { input: t.arg({ type: WriteMessageInput, required: true }) },
      resolve: async (_, { input }, { viewer }) => ({ draft: await prepare(viewer, input.practiceId, input.body) }),
    }),
    sendMessage: t.field({
      type: MessagePayload,
      args: { input: t.arg({ type: SendMessageInput, required: true }) },
      resolve: async (_, { input }, { viewer }) => ({ message: await send(viewer, input.confirmationToken) }),
    }),
  }),
});

type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0];

async function lockForMessage(tx: Tx, viewer: Viewer, practiceId: string): Promise<PracticeRow> {
  const [practice] = await tx.select().from(practices).where(eq(practices.id, practiceId)).for('update');
  if (!practice || !canSee(viewer, practice)) throw new Refused('NOT_FOUND');
  const [block] = messagingBlocks(viewer, practice);
  if (block) throw new Refused(block.code);
  return practice;
}

async function mailFor(tx: Tx, viewer: Viewer, practice: PracticeRow, message: { id: string; body: string }) {
  const to = viewer.role === 'CITIZEN' ? practice.operatorId : practice.applicantId;
  const [{ name }] = await tx.select({ name: services.name }).from(services).where(eq(services.id, practice.serviceId));
  const [recipient] = await tx
    .select()
    .from(users)
    .where(eq(users.id, to ?? ''));
  const { id: practiceId, protocolNumber } = practice;
  const facts = { practiceId, messageId: message.id, body: message.body, serviceName: name, protocolNumber, recipient };
  return { recipientId: recipient.id, ...messageMail(viewer, facts, environment) };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

function prepare(viewer: Viewer, practiceId: string, written: string) {
  const body = readBody(written);
  if (body === null) throw new Refused('BAD_USER_INPUT');
  return db.transaction(async (tx) => {
    const practice = await lockForMessage(tx, viewer, practiceId);
    const id = uuidv7();
    const confirmationToken = newToken();
    const createdAt = new Date();
    const expiresAt = new Date(createdAt.getTime() + 15 * 60_000);
    const confirmationHash = hashOf(confirmationToken);
    const draft = { id, practiceId, authorId: viewer.id, body, confirmationHash, createdAt, expiresAt };
    await tx.insert(messageDrafts).values(draft);
    const { address, content } = await mailFor(tx, viewer, practice, draft);
    const recipients = viewer.role === 'CITIZEN' ? [environment.municipality] : address === null ? [] : [address];
    const { subject: emailSubject, text: emailPreview } = content;
    return { confirmationToken, expiresAt, body, recipients, emailSubject, emailPreview, practice };
  });
}

function send(viewer: Viewer, confirmationToken: string): Promise<MessageRow> {
  const confirmationHash = hashOf(confirmationToken);
  return db.transaction(async (tx) => {
    const [draft] = await tx
      .select()
      .from(messageDrafts)
      .where(and(eq(messageDrafts.confirmationHash, confirmationHash), eq(messageDrafts.authorId, viewer.id)));
    if (!draft) return sentBefore(tx, viewer, confirmationHash);
    const practice = await lockForMessage(tx, viewer, draft.practiceId);
    if (draft.expiresAt < new Date()) throw new Refused('CONFIRMATION_INVALID');
    const [{ affectedRows }] = await tx.delete(messageDrafts).where(eq(messageDrafts.id, draft.id));
    if (affectedRows === 0) return sentBefore(tx, viewer, confirmationHash);
    const createdAt = nextInstant(practice);
    const { id, body, practiceId, authorId } = draft;
    const authorRole = viewer.role === 'CITIZEN' ? 'CITIZEN' : 'OPERATOR';
    const message = { id, practiceId, visibility: 'PUBLIC' as const, authorId, body, createdAt, readAt: null };
    await tx.insert(messages).values({ ...message, authorRole, confirmationHash });
    await tx
      .update(practices)
      .set({ [authorRole === 'CITIZEN' ? 'citizenWroteAt' : 'operatorWroteAt']: createdAt, updatedAt: createdAt })
      .where(eq(practices.id, practice.id));
    const { recipientId, name, address, content } = await mailFor(tx, viewer, practice, draft);
    await tx.insert(mails).values({
      id: uuidv7(),
      kind: 'message',
      practiceId,
      messageId: id,
      recipientId,
      name,
      address,
      locale: 'it',
      ...content,
      state: address ? 'QUEUED' : 'FAILED',
      attempts: 0,
      nextAttemptAt: createdAt,
      lastError: address ? null : 'NO_ADDRESS',
      createdAt,
    });
    return message;
  });
}

async function sentBefore(tx: Tx, viewer: Viewer, hash: string): Promise<MessageRow> {
  const [message] = await tx
    .select(MESSAGE)
    .from(messages)
    .where(and(eq(messages.confirmationHash, hash), eq(messages.authorId, viewer.id)));
  if (!message) throw new Refused('CONFIRMATION_INVALID');
  return message;
}

function inOrder<Row extends { id: string }>(ids: string[], rows: Row[]): (Row | Error)[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? new Error('There is no such row'));
}

const USER = {
  id: users.id,
  role: users.role,
  givenName: users.givenName,
  familyName: users.familyName,
  email: users.email,
  providedEmail: users.providedEmail,
  fiscalCode: users.fiscalCode,
  spidCode: users.spidCode,
};

const yoga = createYoga<object, Context>({
  schema: builder.toSchema(),
  graphiql: false,
  landingPage: false,
  logging: 'error',
  maskedErrors: false,
  context: async ({ request }) => ({
    viewer: await authenticate(request.headers.get('authorization') ?? undefined),
    users: new DataLoader<string, UserRow>(async (ids) =>
      inOrder(
        [...ids],
        await db
          .select(USER)
          .from(users)
          .where(inArray(users.id, [...ids])),
      ),
    ),
  }),
});

const server = createServer(yoga);
server.listen(environment.port, environment.host);
process.on('SIGTERM', () => server.close(() => pool.end().then(() => process.exit(0))));
