import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';

/** What is known of a document: its operations, compiled, by name. */
type Compiled = Map<string | undefined, CompiledQuery | ExecutionResult>;

/**
 * Executes operations by compiling each once, instead of walking its document for every request. Apollo takes an
 * executor only from what it calls a gateway. What was compiled lives as long as the document is kept: see DocumentStore.
 */
export function compilingGateway(schema: GraphQLSchema): ApolloServerOptionsWithGateway<Context>['gateway'] {
  const known = new WeakMap<DocumentNode, Compiled>();

  const compiled = (document: DocumentNode, operationName: string | undefined): CompiledQuery | ExecutionResult => {
    const operations: Compiled = known.get(document) ?? new Map();
    known.set(document, operations);
    const operation = operations.get(operationName) ?? compileQuery(schema, document, operationName);
    operations.set(operationName, operation);
    return operation;
  };

  return {
    onSchemaLoadOrUpdate(use) {
      use({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    async load() {
      return {
        // What Apollo calls `contextValue` everywhere else is `context` here.
        async executor({ document, request, context }) {
          const operation = compiled(document, request.operationName ?? undefined);
          if (!isCompiledQuery(operation)) return operation;
          const result = await operation.query(undefined, context, request.variables ?? {});
          return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result;
        },
      };
    },
    async stop() {},
  };
}

/** The compiler's errors look like GraphQL's but have no extensions, which Apollo looks into. */
function asGraphQLError(error: GraphQLError): GraphQLError {
  const { message, nodes, path, originalError } = error;
  return new GraphQLError(message, {
    ...(nodes && { nodes }),
    ...(path && { path }),
    ...(originalError && { originalError, extensions: extensionsOf(originalError) }),
  });
}

const extensionsOf = (error: Error): Record<string, unknown> =>
  error instanceof GraphQLError ? { ...error.extensions } : {};
