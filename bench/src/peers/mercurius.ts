import fastify from 'fastify';
import { GraphQLScalarType } from 'graphql';
import mercurius, { type IResolvers, type MercuriusContext, type MercuriusLoaders } from 'mercurius';
import type { RowDataPacket } from 'mysql2/promise';
import { createAuthenticator, Refused, type Viewer } from './authenticate.js';
import { readEnvironment } from './environment.js';
import { openPool } from './pool.js';
import {
  actor,
  awaitingReplyFrom,
  canSee,
  displayName,
  fiscalCodeFor,
  messagingState,
  type PersonRow,
  type PracticeFacts,
  readCursor,
  writeCursor,
} from './rules.js';
import { createSending } from './sending.js';

/**
 * Mercurius as its documentation shows it at its quickest: a schema in SDL, resolvers over rows of mysql2, a loader for each
 * relation without its cache (which costs a serialisation and saves nothing within one request), documents compiled by
 * the JIT from the first request on.
 */

declare module 'mercurius' {
  interface MercuriusContext {
    viewer: Viewer;
  }
}

const environment = readEnvironment();
const pool = openPool(environment.databaseUrl);
const authenticate = createAuthenticator(pool, environment);
const sending = createSending(pool, environment);

const schema = `
  scalar DateTime
  scalar JSONObject
  enum Role { CITIZEN OPERATOR ADMIN }
  enum PracticeStatus { DRAFT SUBMITTED REGISTERED UNDER_REVIEW APPROVED REJECTED WITHDRAWN }
  enum PracticeOrder { NEWEST }
  enum MessageVisibility { INTERNAL PUBLIC }
  enum MessagingBlockCode { NOT_FILED_WITH_SPID NOT_TAKEN_IN_CHARGE DECIDED NOT_A_PARTY }
  type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! endCursor: String }
  type Service { id: ID! slug: String! name: String! topic: String }
  type UserProfile { id: ID! role: Role! givenName: String! familyName: String! displayName: String! email: String fiscalCode: String }
  type Actor { role: Role! displayName: String! }
  type MessagingBlock { code: MessagingBlockCode! }
  type MessagingState { canSend: Boolean! canAddNote: Boolean! blocks: [MessagingBlock!]! }
  type Message {
    id: ID! practice: Practice! visibility: MessageVisibility! body: String! author: Actor! createdAt: DateTime! readAt: DateTime
  }
  type MessageConnection { nodes: [Message!]! pageInfo: PageInfo! }
  type Practice {
    id: ID! service: Service! applicant: UserProfile! operator: UserProfile status: PracticeStatus! data: JSONObject!
    protocolNumber: String createdAt: DateTime! submittedAt: DateTime takenInChargeAt: DateTime closedAt: DateTime
    updatedAt: DateTime! awaitingReplyFrom: Role messaging: MessagingState! messages(last: Int = 20): MessageConnection!
  }
  type PracticeConnection { nodes: [Practice!]! pageInfo: PageInfo! }
  input PracticeFilter { status: [PracticeStatus!] }
  type Query {
    practices(filter: PracticeFilter, order: PracticeOrder = NEWEST, first: Int = 20, after: String): PracticeConnection!
    practice(id: ID!): Practice
  }
  type MessageDraft {
    confirmationToken: String! expiresAt: DateTime! practice: Practice! body: String! recipients: [String!]!
    emailSubject: String! emailPreview: String!
  }
  type MessageDraftPayload { draft: MessageDraft! }
  type MessagePayload { message: Message! }
  input WriteMessageInput { practiceId: ID! body: String! }
  input SendMessageInput { confirmationToken: String! }
  type Mutation {
    prepareMessage(input: WriteMessageInput!): MessageDraftPayload!
    sendMessage(input: SendMessageInput!): MessagePayload!
  }
`;

const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  serialize: (value) => (value as Date).toISOString(),
});

const JSONObject = new GraphQLScalarType({ name: 'JSONObject', serialize: (value) => JSON.parse(String(value)) });

interface PracticeRow extends RowDataPacket, PracticeFacts {
  id: string;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
}

interface UserRow extends RowDataPacket, PersonRow {
  id: string;
  email: string | null;
  providedEmail: string | null;
  fiscalCode: string | null;
  spidCode: string | null;
}

interface MessageRow extends RowDataPacket {
  id: string;
  practiceId: string;
  authorId: string;
}

const COLUMNS = `id, serviceId, applicantId, operatorId, status, authenticationMethod, authenticationLevel, data,
  protocolNumber, citizenWroteAt, operatorWroteAt, createdAt, submittedAt, takenInChargeAt, closedAt, updatedAt`;

interface PracticesArguments {
  filter?: { status?: string[] } | null;
  first: number;
  after?: string | null;
}

const resolvers = {
  DateTime,
  JSONObject,
  Query: {
    async practices(_: unknown, { filter, first, after }: PracticesArguments, { viewer }: MercuriusContext) {
      const conditions = ['1 = 1'];
      const values: unknown[] = [];
      const where = (sql: string, ...more: unknown[]) => {
        conditions.push(sql);
        values.push(...more);
      };
      if (viewer.role === 'CITIZEN') where('applicantId = ?', viewer.id);
      else where("status <> 'DRAFT'");
      if (viewer.role === 'OPERATOR')
        where('serviceId IN (?)', viewer.serviceIds.length > 0 ? viewer.serviceIds : ['']);
      if (filter?.status) where('status IN (?)', filter.status);
      const position = readCursor(after);
      if (position) where('id < ?', position);
      const [rows] = await pool.query<PracticeRow[]>(
        `SELECT ${COLUMNS} FROM practices WHERE ${conditions.join(' AND ')} ORDER BY id DESC LIMIT ?`,
        [...values, first + 1],
      );
      const nodes = rows.slice(0, first);
      const endCursor = nodes.length > 0 ? writeCursor(nodes[nodes.length - 1].id) : null;
      return {
        nodes,
        pageInfo: { hasNextPage: rows.length > first, hasPreviousPage: position !== null, endCursor },
      };
    },

    async practice(_: unknown, { id }: { id: string }, { viewer }: MercuriusContext) {
      const [[row]] = await pool.execute<PracticeRow[]>(`SELECT ${COLUMNS} FROM practices WHERE id = ?`, [id]);
      return row && canSee(viewer, row) ? row : null;
    },
  },
  Mutation: {
    async prepareMessage(
      _: unknown,
      { input }: { input: { practiceId: string; body: string } },
      { viewer }: MercuriusContext,
    ) {
      return { draft: await sending.prepare(viewer, input.practiceId, input.body) };
    },
    async sendMessage(_: unknown, { input }: { input: { confirmationToken: string } }, { viewer }: MercuriusContext) {
      const { practice, message } = await sending.send(viewer, input.confirmationToken);
      return { message: { ...message, visibility: 'PUBLIC', authorId: viewer.id, practice } };
    },
  },
  Practice: {
    awaitingReplyFrom: (practice: PracticeRow) => awaitingReplyFrom(practice),
    messaging: (practice: PracticeRow, _: unknown, { viewer }: MercuriusContext) => messagingState(viewer, practice),
  },
  UserProfile: {
    displayName: (user: UserRow) => displayName(user),
    email: (user: UserRow) => user.email ?? user.providedEmail,
  },
};

interface Query<Parent, Params = object> {
  obj: Parent;
  params: Params;
}

const uncached = <Loader>(loader: Loader) => ({ loader, opts: { cache: false } });

/** Rows of a table by id, each read once. */
async function byId<Row extends RowDataPacket>(sql: string, ids: (string | null)[]): Promise<Map<string, Row>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const [rows] = await pool.query<Row[]>(sql, [wanted]);
  return new Map(rows.map((row) => [String(row.id), row]));
}

const USERS =
  'SELECT id, role, givenName, familyName, email, providedEmail, fiscalCode, spidCode FROM users WHERE id IN (?)';

const NEWEST = (
  condition: string,
) => `(SELECT id, practiceId, visibility, body, authorId, createdAt, readAt FROM messages
  WHERE practiceId = ? ${condition} ORDER BY createdAt DESC, id DESC LIMIT ?)`;

const loaders = {
  Practice: {
    service: uncached(async (queries: Query<PracticeRow>[]) => {
      const ids = queries.map(({ obj }) => obj.serviceId);
      const services = await byId('SELECT id, slug, name, topic FROM services WHERE id IN (?)', ids);
      return ids.map((id) => services.get(id));
    }),
    applicant: uncached(async (queries: Query<PracticeRow>[], { viewer }: MercuriusContext) => {
      const users = await byId<UserRow>(
        USERS,
        queries.map(({ obj }) => obj.applicantId),
      );
      return queries.map(({ obj }) => {
        const user = users.get(obj.applicantId);
        return user && { ...user, fiscalCode: fiscalCodeFor(viewer, obj, user) };
      });
    }),
    operator: uncached(async (queries: Query<PracticeRow>[], { viewer }: MercuriusContext) => {
      if (viewer.role === 'CITIZEN') return queries.map(() => null);
      const users = await byId<UserRow>(
        USERS,
        queries.map(({ obj }) => obj.operatorId),
      );
      return queries.map(({ obj }) => users.get(obj.operatorId ?? '') ?? null);
    }),
    messages: uncached(async (queries: Query<PracticeRow, { last: number }>[], { viewer }: MercuriusContext) => {
      const sql = NEWEST(viewer.role === 'CITIZEN' ? "AND visibility = 'PUBLIC'" : '');
      const [rows] = await pool.query<MessageRow[]>(
        queries.map(() => sql).join(' UNION ALL '),
        queries.flatMap(({ obj, params }) => [obj.id, params.last + 1]),
      );
      const timelines = new Map<string, MessageRow[]>();
      for (const row of rows) {
        const others = timelines.get(row.practiceId);
        if (others) others.push(row);
        else timelines.set(row.practiceId, [row]);
      }
      return queries.map(({ obj, params }) => {
        const found = timelines.get(obj.id) ?? [];
        const nodes = found.slice(0, params.last).reverse();
        return {
          nodes,
          pageInfo: { hasNextPage: false, hasPreviousPage: found.length > params.last, endCursor: null },
        };
      });
    }),
  },
  Message: {
    author: uncached(async (queries: Query<MessageRow>[], { viewer }: MercuriusContext) => {
      const users = await byId<UserRow>(
        USERS,
        queries.map(({ obj }) => obj.authorId),
      );
      return queries.map(({ obj }) => {
        const user = users.get(obj.authorId);
        return user && actor(viewer, user, environment.municipality);
      });
    }),
  },
};

const app = fastify({ bodyLimit: 1024 * 1024 });
app.register(mercurius, {
  schema,
  resolvers: resolvers as unknown as IResolvers,
  loaders: loaders as unknown as MercuriusLoaders,
  jit: 1,
  queryDepth: 16,
  graphiql: false,
  context: async (request) => ({ viewer: await authenticate(request.headers.authorization) }),
});
app.addHook('onClose', () => pool.end());
app.setErrorHandler((error, _request, reply) => {
  if (!(error instanceof Refused)) process.stderr.write(`${String(error)}\n`);
  const code = error instanceof Refused ? error.code : 'FAULT';
  return reply.code(200).send({ errors: [{ message: code, extensions: { code } }] });
});
await app.listen({ host: environment.host, port: environment.port });
process.on('SIGTERM', () => app.close().then(() => process.exit(0)));
