import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { registerDownloads } from './attachments/downloads.js';
import { registerUploads } from './attachments/uploads.js';
import type { Context, Parts } from './context.js';
import { compilingGateway } from './graphql/executor.js';
import { limitOperations, MOST_TOKENS } from './graphql/limits.js';
import { nameOperation } from './graphql/name-operation.js';
import { presentBadRequest, presentErrors, presentHttpError } from './graphql/present-errors.js';
import { registerHealth } from './health.js';
import { authenticate } from './identity/authenticate.js';
import type { OidcVerifier } from './identity/oidc-verifier.js';
import type { Viewer } from './identity/viewer.js';
import { preferredLocale } from './locale.js';
import { createSchema } from './schema.js';

/** What a server is built from. */
export interface ServerParts extends Parts {
  /** Null when no identity provider is set: then no citizen can sign in. */
  oidcVerifier: OidcVerifier | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    viewer: Viewer | null;
  }
}

/** The largest request without files, in bytes: a form's answers and a message fit many times over. */
const LARGEST_BODY = 1024 * 1024;

/** Builds the HTTP server from its parts. It listens nowhere yet; closing it ends what is in flight first. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const schema = createSchema();
  const apollo = new ApolloServer<Context>({
    gateway: compilingGateway(schema),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    formatError: presentBadRequest,
    plugins: [presentErrors, limitOperations(schema), nameOperation],
  });
  await apollo.start();

  const app = fastify({ bodyLimit: LARGEST_BODY, genReqId: () => randomUUID(), forceCloseConnections: 'idle' });
  app.decorateRequest('viewer', null);
  app.setErrorHandler((error, request, reply) => {
    const presented = presentHttpError(error, presenting(parts, request));
    return reply.code(presented.status).send({ errors: presented.errors });
  });
  registerHealth(app, parts.database);
  registerUploads(app, parts.attachments.store);
  registerDownloads(app, parts);
  app.route({
    method: 'POST',
    url: '/graphql',
    // Before the body is read: who may not come in sends nothing.
    onRequest: async (request) => {
      request.viewer = await authenticate(parts, request.headers.authorization);
    },
    handler: fastifyApolloHandler(apollo, { context: async (request) => contextOf(parts, request) }),
  });
  app.addHook('onClose', () => apollo.stop());
  return app;
}

function contextOf(parts: ServerParts, request: FastifyRequest): Context {
  if (!request.viewer) throw new Error('A request came through without having been authenticated');
  return {
    ...parts,
    ...presenting(parts, request),
    viewer: request.viewer,
    now: parts.clock(),
    clientAddress: request.ip,
    uploads: request.uploads,
    operation: '',
    isMutation: false,
    opened: new Set(),
    loaders: new Map(),
  };
}

const presenting = ({ log }: Parts, request: FastifyRequest) => ({
  log,
  locale: preferredLocale(request.headers['accept-language']),
  requestId: request.id,
});
