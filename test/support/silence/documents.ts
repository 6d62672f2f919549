import { type GraphQLArgument, type GraphQLField, type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
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
const ROOT_PAGE = 12;
const PAGE = 3;

/** What one document may ask for, well below what the service takes. */
const MOST_COST = 9_000;
const MOST_FIELDS = 800;

/** The steps that begin an answer of a root field: one, or one for each member of a union. */
export const rootSteps = (root: GraphQLObjectType, field: Field): Step[] =>
  stepsFrom(root).filter((step) => step.field === field);

/** Documents that together ask for everything below a root field. */
export function deepDocuments(kind: 'query' | 'mutation', root: GraphQLObjectType, field: Field): string[] {
  const documents: string[] = [];
  const required = requiredArguments(field);
  let selecting = new Selecting();
  let cost = 0;
  let fields = 0;
  const finish = () => {
    if (fields > 0) documents.push(write(kind, required, selecting));
    selecting = new Selecting();
    cost = 0;
    fields = 0;
  };
  for (const place of rootSteps(root, field).flatMap(placesBelow)) {
    const leaves = leavesOf(place[place.length - 1].type);
    if (leaves.length === 0) continue;
    const price = leaves.length * place.reduce((product, step, depth) => product * pageOf(step, depth), 1);
    if (cost + price > MOST_COST || fields + leaves.length > MOST_FIELDS) finish();
    selecting.add(place, (step, depth) => textOf(step, depth, required), leaves);
    cost += price;
    fields += leaves.length + place.length;
  }
  finish();
  if (!isObjectType(getNamedType(field.type)) && documents.length === 0) {
    documents.push(write(kind, required, new Selecting().with(callOf(field, required))));
  }
  return documents;
}

/** A document that asks for the leaves of what a field answers, with all its arguments as variables. */
export function argumentDocument(root: GraphQLObjectType, place: Place, field: Field, kind = 'query'): string {
  const parent = place.at(-1)?.type ?? root;
  const above = place[0] ? requiredArguments(place[0].field) : [];
  const selecting = new Selecting();
  const call = callOf(field, field.args);
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

const callOf = ({ name }: Field, args: readonly GraphQLArgument[]): string =>
  args.length === 0 ? name : `${name}(${args.map((arg) => `${arg.name}: $${arg.name}`).join(', ')})`;

/** How a step is written: the root with its required arguments as variables, pages as long as the walk wants them. */
function textOf({ field }: Step, depth: number, required: readonly GraphQLArgument[]): string {
  const args = depth === 0 ? required.map(({ name }) => `${name}: $${name}`) : [];
  if (isPage(field)) args.push(`first: ${depth === 0 ? ROOT_PAGE : PAGE}`);
  return args.length === 0 ? field.name : `${field.name}(${args.join(', ')})`;
}

const isPage = (field: Field): boolean => field.args.some(({ name }) => name === 'first');

const pageOf = ({ field }: Step, depth: number): number => {
  if (!isPage(field)) return 1;
  return depth === 0 ? ROOT_PAGE : PAGE;
};
