import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import './catalogue.js';
import './practices.js';
import './sending.js';
import { builder } from './builder.js';
import { authenticate, type Context, environment, pool, userLoader } from './parts.js';

/**
 * graphql-yoga with a schema of Pothos and the queries of Drizzle, relations through Pothos' dataloader plugin. Drizzle's
 * relational queries, and with them Pothos' Drizzle plugin, need LATERAL joins, which MariaDB does not have.
 */

const yoga = createYoga<object, Context>({
  schema: builder.toSchema(),
  graphiql: false,
  landingPage: false,
  logging: 'error',
  maskedErrors: false,
  context: async ({ request }) => ({
    viewer: await authenticate(request.headers.get('authorization') ?? undefined),
    users: userLoader(),
  }),
});

const server = createServer(yoga);
server.listen(environment.port, environment.host);
process.on('SIGTERM', () => server.close(() => pool.end().then(() => process.exit(0))));
