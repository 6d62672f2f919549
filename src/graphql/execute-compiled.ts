import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Context } from '../context.js';

/** What is known of a document: its operations, compiled, by name. */
type Compiled = Map<string | undefined, CompiledQuery | ExecutionResult>;

/**
 * Executes operations by compiling each once, instead of walking its document for every request. What was compiled lives
 * as long as the document is kept: see DocumentStore. Errors go into the response as they are; presentErrors presents them.
 */
export function executeCompiled(schema: GraphQLSchema): ApolloServerPlugin<Context> {
  const known = new WeakMap<DocumentNode, Compiled>();

  const compiled = (document: DocumentNode, operationName: string | undefined): CompiledQuery | ExecutionResult => {
    const operations: Compiled = known.get(document) ?? new Map();
    known.set(document, operations);
    const operation = operations.get(operationName) ?? compileQuery(schema, document, operationName);
    operations.set(operationName, operation);
    return operation;
  };

  return {
    async requestDidStart() {
      return {
        async responseForOperation({ document, request, contextValue }) {
          const operation = compiled(document, request.operationName ?? undefined);
          const { data, errors } = isCompiledQuery(operation)
            ? await operation.query(undefined, contextValue, request.variables ?? {})
            : operation;
          const isExecuted = data !== undefined;
          return {
            http: { ...(!isExecuted && { status: 400 }), headers: new HeaderMap() },
            body: {
              kind: 'single',
              singleResult: { ...(isExecuted && { data }), ...(errors && { errors: errors.map(asGraphQLError) }) },
            },
          };
        },
      };
    },
  };
}

/** The compiler's errors look like GraphQL's but have no extensions. */
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
