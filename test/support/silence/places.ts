import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A field on the way to somewhere, and the member of a union that the way goes on with. */
export interface Step {
  parent: GraphQLObjectType;
  field: GraphQLField<unknown, unknown>;
  /** The type below it that the way goes through. */
  type: GraphQLObjectType;
  isMember: boolean;
}

/** Somewhere in an answer: an object, by the way that leads to it. */
export type Place = Step[];

/** How many objects deep an answer is walked, pages and their entries not counted. */
const DEEPEST = 5;

/** How many fields a way has at most: operations may not nest deeper than 16. */
const MOST_STEPS = 13;

/** Every place below a root field. No way uses a field twice, or comes by a type more than twice. */
export function placesBelow(root: Step): Place[] {
  const places: Place[] = [];
  const visit = (place: Place) => {
    places.push(place);
    for (const step of stepsFrom(place[place.length - 1].type)) {
      if (isAllowed(place, step)) visit([...place, step]);
    }
  };
  visit([root]);
  return places;
}

/** The steps from an object to those that its fields answer. */
export function stepsFrom(parent: GraphQLObjectType): Step[] {
  return Object.values(parent.getFields()).flatMap((field): Step[] => {
    const below = getNamedType(field.type);
    if (isUnionType(below)) return below.getTypes().map((type) => ({ parent, field, type, isMember: true }));
    return isObjectType(below) ? [{ parent, field, type: below, isMember: false }] : [];
  });
}

function isAllowed(place: Place, step: Step): boolean {
  // `nodes` are the same as the nodes of the edges: they are walked there.
  if (place.at(-1)?.field.name === 'nodes' || place.length > MOST_STEPS) return false;
  const objects = place.filter(({ type }) => !isWrapper(type));
  if (objects.length >= DEEPEST && !isWrapper(step.type)) return false;
  if (place.some(({ field }) => field === step.field)) return false;
  return place.filter(({ type }) => type === step.type).length < 2;
}

/** Types that only hold others: pages, entries of pages and what they say of themselves. */
export const isWrapper = (type: GraphQLNamedType): boolean => /(Connection|Edge|PageInfo|Payload)$/.test(type.name);

/** The names of the fields of an object that answer no objects, and need no arguments. */
export const leavesOf = (type: GraphQLObjectType): string[] =>
  Object.values(type.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)) && field.args.every((arg) => !isNonNullType(arg.type)))
    .map(({ name }) => name);

/** The arguments without which a field cannot be asked for. */
export const requiredArguments = (field: GraphQLField<unknown, unknown>): readonly GraphQLArgument[] =>
  field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);

/** A selection, as it grows: fields by their text with arguments, and what is selected below each. */
export class Selecting {
  private readonly below = new Map<string, Selecting>();

  /** Selects all leaves of a place. `textOf` says how a step is written. */
  add(place: Place, textOf: (step: Step, depth: number) => string, leaves: readonly string[]): void {
    let here: Selecting = this;
    place.forEach((step, depth) => {
      here = here.at(textOf(step, depth));
      if (step.isMember) here = here.at(`... on ${step.type.name}`);
    });
    for (const leaf of leaves) here.at(leaf);
  }

  /** Selects a field that has nothing below it. */
  with(text: string): this {
    this.at(text);
    return this;
  }

  private at(text: string): Selecting {
    const below = this.below.get(text) ?? new Selecting();
    this.below.set(text, below);
    return below;
  }

  toString(): string {
    if (this.below.size === 0) return '';
    const fields = [...this.below].map(([text, below]) => `${text} ${below}`.trim());
    return `{ ${fields.join(' ')} }`;
  }
}
