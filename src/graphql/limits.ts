import { createRequire } from 'node:module';
import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ComplexityEstimator } from 'graphql-query-complexity';
import type { Context } from '../context.js';
import { badInput, ErrorCode, Refusal } from './errors.js';

// Its ESM build loads a second copy of graphql, which refuses the schema of the first.
const { fieldExtensionsEstimator, getComplexity, simpleEstimator }: typeof import('graphql-query-complexity') =
  createRequire(import.meta.url)('graphql-query-complexity');

/** The most that one operation may ask for: fields read, with a page counted as often as it has entries. */
export const MOST_COMPLEX = 20_000;

/** How deep the fields of an operation may nest. */
export const DEEPEST = 16;

/** How deep it may nest in all, fragments and inline fragments counted too: whatever reads it does so recursively. */
const MOST_LEVELS = 50;

/** How many fields and fragments may be looked at to tell how complex it is. */
const MOST_NODES = 10_000;

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
        // With an executor of our own Apollo leaves it to us to notice that there is nothing to run.
        if (!operation || !schema.getRootType(operation.operation)) throw badInput('query', TAKES);
        const { fields, levels } = depthOf(document, operation);
        if (fields > DEEPEST) throw tooComplex('depth', DEEPEST);
        if (levels > MOST_LEVELS) throw tooComplex('levels', MOST_LEVELS);
        if (complexityOf(schema, document, request) > MOST_COMPLEX) throw tooComplex('complexity', MOST_COMPLEX);
      },
    };
  },
});

/** What an operation asks for, as it is counted against the most that one may. */
export function complexityOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  { operationName, variables = {} }: GraphQLRequest,
): number {
  try {
    return getComplexity({
      schema,
      query,
      ...(operationName && { operationName }),
      variables,
      maxQueryNodes: MOST_NODES,
      estimators: [fieldExtensionsEstimator(), pageEstimator, simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    throw String(error).includes('maximum allowed number of nodes') ? tooComplex('nodes', MOST_NODES) : error;
  }
}

const TAKES = {
  it: 'richiede una query o una mutation; se sono più d’una, operationName dice quale.',
  en: 'takes a query or a mutation; where there are several, operationName says which.',
};

const tooComplex = (kind: string, limit: number): Refusal =>
  new Refusal(
    ErrorCode.QUERY_TOO_COMPLEX,
    {
      it: 'La richiesta chiede troppo in una volta: la divida in più richieste o chieda pagine più corte.',
      en: 'The operation asks for too much at once: split it, or ask for shorter pages.',
    },
    { kind, limit },
  );

interface Depth {
  /** Fields within fields; what describes the schema itself is let out of the count. */
  fields: number;
  /** All that nests. */
  levels: number;
}

/** How deep the operation nests. A fragment is looked at once, or fragments that spread others twice would double the work. */
function depthOf(document: DocumentNode, operation: OperationDefinitionNode | undefined): Depth {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const known = new Map<SelectionSetNode, Depth>();
  const below = (set: SelectionSetNode | undefined): Depth => {
    const depth = (set && known.get(set)) ?? { fields: 0, levels: 0 };
    if (!set || known.has(set)) return depth;
    for (const node of set.selections) {
      const inner = below(node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node.selectionSet);
      depth.levels = Math.max(depth.levels, inner.levels + 1);
      if (node.kind !== Kind.FIELD) depth.fields = Math.max(depth.fields, inner.fields);
      else if (!node.name.value.startsWith('__')) depth.fields = Math.max(depth.fields, inner.fields + 1);
    }
    known.set(set, depth);
    return depth;
  };
  return below(operation?.selectionSet);
}
