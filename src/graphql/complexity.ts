import { createRequire } from 'node:module';
import type { GraphQLRequest } from '@apollo/server';
import {
  type ArgumentNode,
  type DocumentNode,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { ComplexityEstimator } from 'graphql-query-complexity';

// Its ESM build loads a second copy of graphql, which refuses the schema of the first.
const { fieldExtensionsEstimator, getComplexity, simpleEstimator }: typeof import('graphql-query-complexity') =
  createRequire(import.meta.url)('graphql-query-complexity');

/** How many fields and fragments may be looked at to tell how complex an operation is. */
export const MOST_NODES = 10_000;

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** How many combinations of page sizes and switches are remembered of one operation. */
const MOST_REMEMBERED = 100;

const PAGE_SIZES: ReadonlySet<string> = new Set(['first', 'last']);

/**
 * What operations ask for: fields read, with a page counted as often as it may have entries. Counted once for each
 * combination of what it depends on besides the document: variables that are page sizes, or switch fields on and off.
 */
export class Complexities {
  private readonly known = new WeakMap<OperationDefinitionNode, Map<string, number>>();
  private readonly deciding = new WeakMap<DocumentNode, readonly string[]>();

  constructor(private readonly schema: GraphQLSchema) {}

  /** Null when there is too much to look at. Throws GraphQL's error when a value does not fit its variable. */
  of(document: DocumentNode, operation: OperationDefinitionNode, request: GraphQLRequest): number | null {
    const ofOperation = this.known.get(operation) ?? new Map<string, number>();
    this.known.set(operation, ofOperation);
    const key = this.keyOf(document, request.variables);
    const known = ofOperation.get(key);
    if (known !== undefined) {
      // Counting would have met what does not fit its variable.
      const { errors } = getVariableValues(this.schema, operation.variableDefinitions ?? [], request.variables ?? {});
      if (errors) throw errors.at(-1);
      return known;
    }
    const complexity = complexityOf(this.schema, document, request);
    if (complexity === null) return null;
    if (ofOperation.size >= MOST_REMEMBERED) ofOperation.clear();
    ofOperation.set(key, complexity);
    return complexity;
  }

  private keyOf(document: DocumentNode, variables: GraphQLRequest['variables']): string {
    const names = this.deciding.get(document) ?? decidingVariables(document);
    this.deciding.set(document, names);
    return JSON.stringify(names.map((name) => variables?.[name] ?? typeof variables?.[name]));
  }
}

/** The variables of a document on which its complexity depends. */
function decidingVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  const note = ({ value }: ArgumentNode) => {
    if (value.kind === Kind.VARIABLE) names.add(value.name.value);
  };
  visit(document, {
    Argument(argument) {
      if (PAGE_SIZES.has(argument.name.value)) note(argument);
    },
    Directive({ arguments: given = [] }) {
      given.forEach(note);
    },
  });
  return [...names];
}

/** What an operation asks for, counted now; null when there is too much to look at. */
export function complexityOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  { operationName, variables = {} }: GraphQLRequest,
): number | null {
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
    if (String(error).includes('maximum allowed number of nodes')) return null;
    throw error;
  }
}

/** Fields that take `first` or `last` cost what they list as often as they may list it. */
const pageEstimator: ComplexityEstimator = ({ args, childComplexity, field }) => {
  if (!field.args.some(({ name }) => name === 'first')) return undefined;
  const asked = Number(args.last ?? args.first ?? DEFAULT_PAGE);
  return 1 + Math.min(Math.max(asked, 1), LARGEST_PAGE) * childComplexity;
};
