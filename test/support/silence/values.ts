import { randomUUID } from 'node:crypto';
import {
  type GraphQLInputField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { World } from './worlds.js';

/** What stands for a value that has another form in each world. */
export type Value = { inWorld(world: World): unknown };

/** A value that is the same everywhere. */
export const literal = (value: unknown): Value => ({ inWorld: () => value });

/** Something that the story knows by name. */
const named = (name: string): Value => ({ inWorld: ({ ids }) => ids.get(name) });

/** What the values of a walk are made of. */
export interface Material {
  /** The names of everything that the story made. */
  names: string[];
  /** Ids of notes, the same for both worlds: in one nothing has them. */
  notes: string[];
  /** Names of confirmation tokens. */
  tokens: string[];
}

const UNKNOWN = randomUUID();

/** Ids of everything there is, of notes, and of nothing. */
export const idsOf = ({ names, notes }: Material): Value[] => [
  ...names.map(named),
  ...notes.map(literal),
  literal(UNKNOWN),
  literal('x'),
];

const WORDS = ['Ferri', 'Neri', 'nido', 'Scuolabus', '2026', '0000002', 'Segreti', 'riservata', 'INTERNAL', 'zzz', ''];
const PAGES = [1, 2, 3, 100];
const INSTANTS = ['2026-03-02T09:05:00.000Z', '2027-01-01T00:00:00.000Z'];

/**
 * The values that an argument, or a field of an input type, is tried with. An argument of a kind that is not known here
 * ends the walk: whoever adds one says what to try it with.
 */
export function valuesFor(name: string, type: GraphQLInputType, material: Material): Value[] {
  const nullable = getNullableType(type);
  const named = getNamedType(nullable);
  if (isListType(nullable)) {
    const each = valuesFor(name, nullable.ofType, material);
    return [...each.map((value) => ({ inWorld: (world: World) => [value.inWorld(world)] })), literal([])];
  }
  if (isEnumType(named)) return named.getValues().map((value) => literal(value.name));
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) =>
      valuesFor(field.name, field.type, material).map((value) => withField(field, value)),
    );
  }
  if (name === 'confirmationToken') return [...material.tokens.map(token), literal('x')];
  switch (named.name) {
    case 'ID':
      return idsOf(material);
    case 'Boolean':
      return [true, false].map(literal);
    case 'Int':
      return PAGES.map(literal);
    case 'String':
      return WORDS.map(literal);
    case 'DateTime':
      return INSTANTS.map(literal);
    case 'JSONObject':
      return [literal({ bambino: 'nuovo' })];
    case 'Upload':
      // Files come in another way, in the story: what is refused of them is the same for all.
      return [literal(null)];
    default:
      throw new Error(`The walk knows no values for ${named.name}: say in values.ts what to try ${name} with`);
  }
}

const token = (name: string): Value => ({ inWorld: ({ tokens }) => tokens.get(name) });

const withField = ({ name }: GraphQLInputField, value: Value): Value => ({
  inWorld: (world) => ({ [name]: value.inWorld(world) }),
});

/** An input with what it cannot do without, and one of its fields set to a value. */
export function inputWith(
  fields: GraphQLInputField[],
  base: ReadonlyMap<string, Value>,
  set: [string, Value][],
): Value {
  const required = fields.filter(({ type }) => isNonNullType(type)).map(({ name }) => name);
  return {
    inWorld: (world) => {
      const input: Record<string, unknown> = {};
      for (const name of required) input[name] = base.get(name)?.inWorld(world);
      for (const [name, value] of set) input[name] = value.inWorld(world);
      return input;
    },
  };
}
