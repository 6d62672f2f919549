import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Context } from './context.js';
import type { Log } from './log.js';

/** What a request asked for and what came of it, as the log tells it. */
export interface RequestRecord {
  /** Null where it came to no operation. */
  operation: { kind: 'query' | 'mutation'; fields: string } | null;
  /** The codes of the errors that it was answered with. */
  refused: unknown[];
}

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord;
  }
}

/** The longest list of fields that a line of the log names. */
const LONGEST_OPERATION = 200;

/** Records what an operation was and what came of it, once its errors are presented. */
export const recordOperations: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, contextValue: { record, isMutation, operation } }) {
        const { body } = response;
        const errors = (body.kind === 'single' && body.singleResult.errors) || [];
        record.operation = { kind: isMutation ? 'mutation' : 'query', fields: operation.slice(0, LONGEST_OPERATION) };
        record.refused = errors.map(({ extensions }) => extensions?.code);
      },
    };
  },
};

/**
 * One line for each request, for whoever runs the service: which fields of the API, how long it took and what came of it.
 * No values and no words of the client: not where it is, not the name that it gave its operation, not an address that is
 * unknown here.
 */
export function registerRequestLog(app: FastifyInstance, log: Log): void {
  app.addHook('onRequest', async (request) => {
    request.record = { operation: null, refused: [] };
  });
  app.addHook('onResponse', async (request, reply) => {
    const { operation, refused } = request.record;
    const { id: requestId } = request;
    const { statusCode: status, elapsedTime } = reply;
    const ms = Math.round(elapsedTime);
    const outcome = refused.length > 0 ? refused : 'OK';
    if (operation) {
      const { kind, fields } = operation;
      log.info({ requestId, status, ms, kind, fields, outcome }, 'operation');
    } else {
      log[refused.length > 0 ? 'info' : 'debug'](
        { requestId, status, ms, route: routeOf(request), outcome },
        'request',
      );
    }
  });
}

const routeOf = ({ method, routeOptions }: FastifyRequest): string => `${method} ${routeOptions.url ?? 'unknown'}`;
