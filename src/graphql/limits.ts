import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Context } from '../context.js';
import { Complexities, MOST_NODES } from './complexity.js';
import { badInput, ErrorCode, Refusal } from './errors.js';

/** The most that one operation may ask for: fields read, with a page counted as often as it has entries. */
export const MOST_COMPLEX = 20_000;

/** How deep the fields of an operation may nest. */
export const DEEPEST = 16;

/** How deep it may nest in all, fragments and inline fragments counted too: whatever reads it does so recursively. */
const MOST_LEVELS = 50;

/** How many tokens a document may have. */
export const MOST_TOKENS = 6_000;

/** Refuses what costs too much, once its variables are known and before anything runs. */
export const limitOperations = (schema: GraphQLSchema): ApolloServerPlugin<Context> => {
  const complexities = new Complexities(schema);
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, operation, request }) {
          // With an executor of our own Apollo leaves it to us to notice that there is nothing to run.
          if (!operation || !schema.getRootType(operation.operation)) throw badInput('query', TAKES);
          const { fields, levels } = depthOf(document, operation);
          if (fields > DEEPEST) throw tooComplex('depth', DEEPEST);
          if (levels > MOST_LEVELS) throw tooComplex('levels', MOST_LEVELS);
          const complexity = complexities.of(document, operation, request);
          if (complexity === null) throw tooComplex('nodes', MOST_NODES);
          if (complexity > MOST_COMPLEX) throw tooComplex('complexity', MOST_COMPLEX);
        },
      };
    },
  };
};

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

const known = new WeakMap<OperationDefinitionNode, Depth>();

/** How deep the operation nests, worked out once for each. */
function depthOf(document: DocumentNode, operation: OperationDefinitionNode): Depth {
  const depth = known.get(operation) ?? measureDepth(document, operation);
  known.set(operation, depth);
  return depth;
}

/** How deep the operation nests. A fragment is looked at once, or fragments that spread others twice would double the work. */
function measureDepth(document: DocumentNode, { selectionSet }: OperationDefinitionNode): Depth {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition.selectionSet);
  }
  const seen = new Map<SelectionSetNode, Depth>();
  const below = (set: SelectionSetNode | undefined): Depth => {
    const depth = (set && seen.get(set)) ?? { fields: 0, levels: 0 };
    if (!set || seen.has(set)) return depth;
    for (const node of set.selections) {
      const inner = below(node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node.selectionSet);
      depth.levels = Math.max(depth.levels, inner.levels + 1);
      if (node.kind !== Kind.FIELD) depth.fields = Math.max(depth.fields, inner.fields);
      else if (!node.name.value.startsWith('__')) depth.fields = Math.max(depth.fields, inner.fields + 1);
    }
    seen.set(set, depth);
    return depth;
  };
  return below(selectionSet);
}
