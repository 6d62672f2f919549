import { randomUUID } from 'node:crypto';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { registerDownloads } from './attachments/downloads.js';
import { registerUploads } from './attachments/uploads.js';
import type { Context, Parts } from './context.js';
import { answerFromMemory, judgeAnswers } from './graphql/answer-from-memory.js';
import { DocumentStore } from './graphql/document-store.js';
import { badInput, notFound } from './graphql/errors.js';
import { executeCompiled } from './graphql/execute-compiled.js';
import { limitOperations, MOST_TOKENS } from './graphql/limits.js';
import { nameOperation } from './graphql/name-operation.js';
import { assertOperation } from './graphql/operation-request.js';
import { presentBadRequest, presentErrors, presentHttpError } from './graphql/present-errors.js';
import { registerHealth } from './health.js';
import { authenticate } from './identity/authenticate.js';
import type { OidcVerifier } from './identity/oidc-verifier.js';
import type { Viewer } from './identity/viewer.js';
import type { Log } from './log.js';
import { recordOperations, registerRequestLog } from './log-requests.js';
import { contextOf, localeOf } from './request-context.js';
import { createSchema } from './schema.js';
import { catalogueSeasons, SEASONAL_FIELDS } from './services/catalogue-season.js';

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

/** Where operations are sent. */
const GRAPHQL = '/graphql';

/** The largest request without files, in bytes: a form's answers and a message fit many times over. */
const LARGEST_BODY = 1024 * 1024;

/** How long a client may take to send a request, in milliseconds: files come over slow lines too. */
const LONGEST_RECEPTION = 5 * 60_000;

/** Builds the HTTP server from its parts. It listens nowhere yet; closing it ends what is in flight first. */
export async function createServer(parts: ServerParts): Promise<FastifyInstance> {
  const schema = createSchema();
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    documentStore: new DocumentStore(),
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    logger: apolloLog(parts.log),
    formatError: presentBadRequest,
    // Apollo's own adds a line break, which costs a copy of the whole answer.
    stringifyResult: (result) => JSON.stringify(result),
    // Cache hints would be collected at every field of every answer, and nothing here has any.
    plugins: [
      presentErrors,
      limitOperations(schema),
      nameOperation,
      executeCompiled(schema),
      recordOperations,
      judgeAnswers,
      ApolloServerPluginCacheControlDisabled(),
    ],
  });
  await apollo.start();

  const app = fastify({
    bodyLimit: LARGEST_BODY,
    requestTimeout: LONGEST_RECEPTION,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    trustProxy: parts.settings.trustedProxies,
  });
  // JSON alone: another site's page can send text or a form in a visitor's name without asking, but not JSON.
  app.removeContentTypeParser('text/plain');
  app.decorateRequest('viewer', null);
  app.decorateRequest('keeping', null);
  registerRequestLog(app, parts.log);
  app.setErrorHandler((error, request, reply) => {
    const presented = presentHttpError(error, presenting(parts, request));
    request.record.refused = presented.errors.map(({ extensions }) => extensions.code);
    return reply.code(presented.status).send({ errors: presented.errors });
  });
  app.setNotFoundHandler((request, reply) => {
    const isOperation = request.url.split('?')[0] === GRAPHQL;
    if (isOperation) reply.header('allow', 'POST');
    const { errors } = presentHttpError(isOperation ? ONLY_POST : notFound(), presenting(parts, request));
    return reply.code(isOperation ? 405 : 404).send({ errors });
  });
  registerHealth(app, parts.database);
  registerUploads(app, parts.attachments.store);
  registerDownloads(app, parts);
  app.route({
    method: 'POST',
    url: GRAPHQL,
    // Before the body is read: who may not come in sends nothing.
    onRequest: async (request) => {
      request.viewer = await authenticate(parts, request.headers.authorization);
    },
    preHandler: async ({ body }) => assertOperation(body),
    handler: answerFromMemory(
      { fields: SEASONAL_FIELDS, season: catalogueSeasons(parts) },
      fastifyApolloHandler(apollo, { context: async (request) => contextOf(parts, request) }),
    ),
  });
  app.addHook('onClose', () => apollo.stop());
  return app;
}

const ONLY_POST = badInput('method', {
  it: 'richiede POST: le operazioni non si mandano in altro modo.',
  en: 'takes POST: operations are sent in no other way.',
});

/** Apollo's sentences can end in those of a fault, and so in people's data: the log gets their beginning. */
function apolloLog(log: Log) {
  const tell = (level: 'debug' | 'info' | 'warn' | 'error') => (message?: unknown) =>
    log[level](`Apollo: ${String(message).split(/[.:]/, 1)[0]}`);
  return { debug: tell('debug'), info: tell('info'), warn: tell('warn'), error: tell('error') };
}

const presenting = ({ log }: Parts, request: FastifyRequest) => ({
  log,
  locale: localeOf(request),
  requestId: request.id,
});
