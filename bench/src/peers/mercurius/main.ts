import fastify from 'fastify';
import mercurius, { type IResolvers, type MercuriusContext, type MercuriusLoaders } from 'mercurius';
import { assertSomebody, Refused } from '../authenticate.js';
import { createSending } from '../sending.js';
import { catalogueLoaders, catalogueQueries, catalogueTypes } from './catalogue.js';
import { authenticate, environment, pool } from './parts.js';
import { practiceLoaders, practiceQueries, practiceTypes } from './practices.js';
import { scalars, schema } from './schema.js';
import { messageLoaders, messagesLoader } from './timeline.js';

/**
 * Mercurius as its documentation shows it at its quickest: a schema in SDL, resolvers over rows of mysql2, a loader for each
 * relation without its cache, documents compiled by the JIT from the first request on.
 */

const sending = createSending(pool, environment);

const mutations = {
  async prepareMessage(
    _: unknown,
    { input }: { input: { practiceId: string; body: string } },
    { viewer }: MercuriusContext,
  ) {
    assertSomebody(viewer);
    return { draft: await sending.prepare(viewer, input.practiceId, input.body) };
  },
  async sendMessage(_: unknown, { input }: { input: { confirmationToken: string } }, { viewer }: MercuriusContext) {
    assertSomebody(viewer);
    const { practice, message } = await sending.send(viewer, input.confirmationToken);
    return { message: { ...message, visibility: 'PUBLIC', authorId: viewer.id, practice } };
  },
};

const resolvers = {
  ...scalars,
  Query: { ...practiceQueries, ...catalogueQueries },
  Mutation: mutations,
  ...practiceTypes,
  ...catalogueTypes,
};

const loaders = {
  Practice: { ...practiceLoaders, messages: messagesLoader },
  Message: messageLoaders,
  ...catalogueLoaders,
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
