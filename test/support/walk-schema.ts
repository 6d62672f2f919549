import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { createSchema } from '../../src/schema.js';

/** The schema as the code builds it. */
export const schema = createSchema();

type Field = GraphQLField<unknown, unknown>;

/** An operation, ready to send. */
export interface GeneratedOperation {
  query: string;
  variables: Record<string, unknown>;
}

/** The fields by which an operation begins, by name, and of which kind of operation. */
export function rootFields(): { kind: 'query' | 'mutation'; field: Field }[] {
  const fieldsOf = (kind: 'query' | 'mutation', type: GraphQLObjectType | null | undefined) =>
    Object.values(type?.getFields() ?? {}).map((field) => ({ kind, field }));
  return [...fieldsOf('query', schema.getQueryType()), ...fieldsOf('mutation', schema.getMutationType())];
}

/** An operation that calls one root field with arguments that GraphQL accepts, and asks for next to nothing. */
export function callOf({ kind, field }: ReturnType<typeof rootFields>[number]): GeneratedOperation {
  const required = field.args.filter(({ type }) => isNonNullType(type));
  const declared = required.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = required.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isObjectType(getNamedType(field.type)) ? '{ __typename }' : '';
  return {
    query: `${kind}${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selection} }`,
    variables: Object.fromEntries(required.map(({ name, type }) => [name, dummy(type)])),
  };
}

/** A value that an input type takes. */
function dummy(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return dummy(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const required = Object.values(type.getFields()).filter((each) => isNonNullType(each.type));
    return Object.fromEntries(required.map((each) => [each.name, dummy(each.type)]));
  }
  const scalars: Record<string, unknown> = { Int: 1, Boolean: true, JSONObject: {}, DateTime: '2026-01-01T00:00:00Z' };
  return scalars[type.name] ?? '01890000-0000-7000-8000-000000000000';
}

/**
 * Everything that can be asked for of a type: each of its fields, and of those that have fields each of theirs, some
 * levels deep; nothing more of a type within itself. Lists are asked for a page of one. `covered` is told each `Type.field`.
 */
export function everythingOf(
  type: GraphQLNamedType,
  covered: Set<string>,
  levels: number,
  within: readonly string[] = [],
): string {
  if (!isObjectType(type) || levels === 0 || within.includes(type.name)) return '__typename';
  const parts = Object.values(type.getFields()).map((field) => {
    covered.add(`${type.name}.${field.name}`);
    const below = getNamedType(field.type);
    if (!isCompositeType(below)) return field.name;
    const selection = everythingOf(below, covered, levels - 1, [...within, type.name]);
    return `${field.name}${onePage(field.args)} { ${selection} }`;
  });
  return `__typename ${parts.join(' ')}`;
}

const onePage = (args: readonly GraphQLArgument[]): string =>
  args.some(({ name }) => name === 'first') ? '(first: 1)' : '';

/** `Type.field` of everything that a query can come to. */
export function reachable(type: GraphQLObjectType | null | undefined, found = new Set<string>()): Set<string> {
  for (const field of Object.values(type?.getFields() ?? {})) {
    const name = `${type?.name}.${field.name}`;
    if (found.has(name)) continue;
    found.add(name);
    const below = getNamedType(field.type);
    if (isObjectType(below)) reachable(below, found);
  }
  return found;
}
