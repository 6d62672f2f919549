import { createRequire } from 'node:module';
import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ComplexityEstimator } from 'graphql-query-complexity';
import type { Context } from '../context.js';
import { ErrorCode, Refusal } from './errors.js';

// Its ESM build loads a second copy of graphql, which refuses the schema of the first.
const { fieldExtensionsEstimator, getComplexity, simpleEstimator }: typeof import('graphql-query-complexity') =
  createRequire(import.meta.url)('graphql-query-complexity');

/** The most that one operation may ask for: fields read, with a page counted as often as it has entries. */
export const MOST_COMPLEX = 20_000;

/** How deep an operation may nest. */
export const DEEPEST = 16;

/** How many tokens a document may have. */
export const MOST_TOKENS = 6_000;

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** Fields that take `first` or `last` cost what they list as often as they may list it. */
const pageEstimator: ComplexityEstimator = ({ args, childComplexity, field }) => {
  if (!field.args.some(({ name }) => name === 'first')) return undefined;
  const asked = Number(args.last ?? args.first ?? DEFAULT_PAGE);
  return 1 + Math.min(Math.max(asked, 1), LARGEST_PAGE) * childComplexity;
};

/** Refuses what costs too much, once its variables are known and before anything runs. */
export const limitOperations = (schema: GraphQLSchema): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, request }) {
        if (operation && depthOf(document, operation) > DEEPEST) throw tooComplex('depth', DEEPEST);
        const complexity = getComplexity({
          schema,
          query: document,
          ...(request.operationName && { operationName: request.operationName }),
          variables: request.variables ?? {},
          estimators: [fieldExtensionsEstimator(), pageEstimator, simpleEstimator({ defaultComplexity: 1 })],
        });
        if (complexity > MOST_COMPLEX) throw tooComplex('complexity', MOST_COMPLEX);
      },
    };
  },
});

const tooComplex = (kind: string, limit: number): Refusal =>
  new Refusal(
    ErrorCode.QUERY_TOO_COMPLEX,
    {
      it: 'La richiesta chiede troppo in una volta: la divida in più richieste o chieda pagine più corte.',
      en: 'The operation asks for too much at once: split it, or ask for shorter pages.',
    },
    { kind, limit },
  );

/** How deep the operation nests; what describes the schema itself is let out of the count. */
function depthOf(document: DocumentNode, operation: OperationDefinitionNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const below = (set: SelectionSetNode | undefined): number => {
    let deepest = 0;
    for (const node of set?.selections ?? []) {
      if (node.kind !== Kind.FIELD) {
        deepest = Math.max(
          deepest,
          below(node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node.selectionSet),
        );
      } else if (!node.name.value.startsWith('__')) deepest = Math.max(deepest, 1 + below(node.selectionSet));
    }
    return deepest;
  };
  return below(operation.selectionSet);
}
