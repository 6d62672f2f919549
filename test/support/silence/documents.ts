import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  parse,
} from 'graphql';
import { complexityOf } from '../../../src/graphql/complexity.js';
import { MOST_COMPLEX } from '../../../src/graphql/limits.js';
import { callOf } from '../walk-schema.js';
import {
  isWrapper,
  leavesOf,
  type Place,
  placesBelow,
  requiredArguments,
  Selecting,
  type Step,
  stepsFrom,
} from './places.js';

type Field = GraphQLField<unknown, unknown>;

/** How many entries of a page are asked for: at the root, where everything has to be there, and below. */
interface Pages {
  root: number;
  below: number;
}

/** The most that a place is asked for with; less where the service would not answer so much at once. */
const PAGES: Pages[] = [
  { root: 12, below: 3 },
  { root: 3, below: 2 },
  { root: 2, below: 1 },
  { root: 1, below: 1 },
];

/** What one document asks for at most, just below what the service takes. */
const MOST_COST = MOST_COMPLEX - 1_000;
const MOST_FIELDS = 800;

/** What one place should cost at most: shorter pages do for what lies deep. */
const AFFORDABLE = 2_500;

/** The steps that begin an answer of a root field: one, or one for each member of a union. */
export const rootSteps = (root: GraphQLObjectType, field: Field): Step[] =>
  stepsFrom(root).filter((step) => step.field === field);

/** Documents that together ask for everything below a root field. */
export function deepDocuments(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  root: GraphQLObjectType,
  field: Field,
): string[] {
  const required = requiredArguments(field);
  if (isLeafType(getNamedType(field.type))) {
    return [write(kind, required, new Selecting().with(textWith(field, required)))];
  }
  const places = rootSteps(root, field)
    .flatMap(placesBelow)
    .flatMap((place) => priced(schema, kind, field, place, leavesOf(lastType(place))));
  return PAGES.flatMap((pages) =>
    packed(
      kind,
      required,
      places.filter((each) => each.pages === pages),
    ),
  );
}

/** Leaves of a place, with the pages by which they can be asked for and what that costs. */
interface Priced {
  place: Place;
  leaves: string[];
  pages: Pages;
  cost: number;
}

/** Prices a place, in parts where nobody could ask for all of it at once. */
function priced(
  schema: GraphQLSchema,
  kind: 'query' | 'mutation',
  field: Field,
  place: Place,
  leaves: string[],
): Priced[] {
  if (leaves.length === 0) return [];
  const required = requiredArguments(field);
  const { variables } = callOf({ kind, field });
  let cost = 0;
  for (const pages of PAGES) {
    const selecting = new Selecting();
    selecting.add(place, (step, depth) => textOf(step, depth, required, pages), leaves);
    cost = complexityOf(schema, parse(write(kind, required, selecting)), { variables }) ?? Number.POSITIVE_INFINITY;
    const most = pages === PAGES.at(-1) ? MOST_COST : AFFORDABLE;
    if (cost <= most) return [{ place, leaves, pages, cost }];
  }
  if (leaves.length === 1) return [];
  const half = Math.ceil(leaves.length / 2);
  return [leaves.slice(0, half), leaves.slice(half)].flatMap((part) => priced(schema, kind, field, place, part));
}

/** Puts places with the same pages into as few documents as hold them. */
function packed(kind: string, required: readonly GraphQLArgument[], places: Priced[]): string[] {
  const documents: Selecting[] = [];
  let cost = MOST_COST;
  let fields = 0;
  for (const { place, leaves, pages, cost: price } of places) {
    if (cost + price > MOST_COST || fields + leaves.length > MOST_FIELDS) {
      documents.push(new Selecting());
      cost = 0;
      fields = 0;
    }
    documents.at(-1)?.add(place, (step, depth) => textOf(step, depth, required, pages), leaves);
    cost += price;
    fields += leaves.length + place.length;
  }
  return documents.map((selecting) => write(kind, required, selecting));
}

const lastType = (place: Place): GraphQLObjectType => place[place.length - 1].type;

/** A document that asks for the leaves of what a field answers, with all its arguments as variables. */
export function argumentDocument(root: GraphQLObjectType, place: Place, field: Field, kind = 'query'): string {
  const parent = place.at(-1)?.type ?? root;
  const above = place[0] ? requiredArguments(place[0].field) : [];
  const selecting = new Selecting();
  const call = textWith(field, field.args);
  const text = (step: Step, depth: number) => (step.field === field ? call : textOf(step, depth, above));
  const below = stepsFrom(parent).filter((step) => step.field === field);
  if (below.length === 0) selecting.add(place, text, [call]);
  for (const step of below) {
    for (const there of placesBelow(step).filter(isPageOf)) {
      selecting.add([...place, ...there], text, leavesOf(there[there.length - 1].type));
    }
  }
  return write(kind, [...above, ...field.args], selecting);
}

/** Whether a place is the field itself, or what a page of it holds; once, not by way of `edges` and of `nodes`. */
const isPageOf = (place: Place): boolean =>
  place.slice(0, -1).every(({ type }) => isWrapper(type)) && place.at(-1)?.field.name !== 'nodes';

const write = (kind: string, args: readonly GraphQLArgument[], selecting: Selecting): string => {
  const variables = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  return `${kind}${variables && ` (${variables})`} ${selecting}`;
};

const textWith = ({ name }: Field, args: readonly GraphQLArgument[]): string =>
  args.length === 0 ? name : `${name}(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})`;

/** How a step is written: the root with its required arguments as variables, pages as long as the walk wants them. */
function textOf({ field }: Step, depth: number, required: readonly GraphQLArgument[], pages = PAGES[0]): string {
  const args = depth === 0 ? required.map(({ name }) => `${name}: $${name}`) : [];
  if (field.args.some(({ name }) => name === 'first')) args.push(`first: ${depth === 0 ? pages.root : pages.below}`);
  return args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
}
