import type { FastifyInstance } from 'fastify';
import type { Database } from './database/database.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Tells whoever balances the load to send nothing more here: /health/ready answers 503 from now on. */
    stopBeingReady(): void;
  }
}

/** `/health/live`: the process answers. `/health/ready`: it can do its work, its database answers and is up to date. */
export function registerHealth(app: FastifyInstance, database: Database): void {
  let stopping = false;
  app.decorate('stopBeingReady', () => {
    stopping = true;
  });
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const isReady = !stopping && (await answers(database));
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready' });
  });
}

const answers = (database: Database): Promise<boolean> =>
  database.assertReady().then(
    () => true,
    () => false,
  );
