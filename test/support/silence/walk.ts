import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { exchange, inPairs } from '../http.js';
import { argumentDocument, deepDocuments, rootSteps } from './documents.js';
import { Placeholders } from './placeholders.js';
import { type Place, placesBelow, requiredArguments } from './places.js';
import { inputWith, literal, type Material, type Value, valuesFor } from './values.js';
import { TELLING, type TwoWorlds, type World } from './worlds.js';

type Field = GraphQLField<unknown, unknown>;

/** An operation that is answered differently by the two worlds. */
export interface Difference {
  viewer: string;
  document: string;
  variables: unknown;
  noted: string;
  silent: string;
}

/** How many differences are told whole. */
const MOST_TOLD = 5;

/** How many operations are under way at once, in each world. */
const AT_ONCE = 4;

/** Faults, and operations that the service would not take: they show nothing, and so must not be part of a walk. */
const SHOWS_NOTHING = /INTERNAL_SERVER_ERROR|QUERY_TOO_COMPLEX|Cannot query field|Unknown argument/;

/** Walks everything that the schema offers in both worlds at the same time, and compares what comes back byte by byte. */
export class Walk {
  /** The fields that were asked for. */
  readonly walked = new Set<string>();
  /** What somebody got through with: the names of mutations. */
  readonly done = new Set<string>();
  /** How many operations were answered differently since the last report was forgotten. */
  differences = 0;
  private readonly found: Difference[] = [];
  private readonly troubles: string[] = [];
  private readonly material: Material;
  /** What arguments are tried with besides looking things up: some of everything. */
  private readonly few: Material;
  private readonly placeholders = new Map<string, Placeholders>();
  private readonly documents = new Map<Field, string[]>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly worlds: TwoWorlds,
  ) {
    const { silent, notes } = worlds;
    this.material = { names: [...silent.ids.keys()], notes: some(notes, 6), tokens: [...silent.tokens.keys()] };
    this.few = { ...this.material, names: TELLING, notes: some(notes, 3) };
  }

  /** What was found, in words: nothing, when both worlds are the same. */
  report(): string {
    const lines = this.found.map(({ viewer, document, variables, noted, silent }) =>
      [
        `${viewer}: ${document.slice(0, 300)}`,
        JSON.stringify(variables),
        `with notes: ${noted}`,
        `without: ${silent}`,
      ].join('\n  '),
    );
    return [...lines, ...this.troubles.map((trouble) => `shows nothing: ${trouble}`)].join('\n');
  }

  forget(): void {
    this.differences = 0;
    this.found.length = 0;
    this.troubles.length = 0;
  }

  /** Reads, as somebody, all that can be read: every field, argument and id. Null is nobody. */
  async reads(viewer: string | null): Promise<void> {
    await this.everything(viewer, this.material);
    for (const [place, field] of this.fieldsWithArguments()) await this.arguments(viewer, place, field);
  }

  /** Every field, of everything that can be looked up: with every id, or with some of every kind. */
  async everything(viewer: string | null, material = this.few): Promise<void> {
    const root = rootOf(this.schema.getQueryType());
    for (const field of Object.values(root.getFields())) {
      const keys = await this.keys(viewer, root, field, material);
      const documents = this.documentsOf('query', root, field);
      await this.all(documents.flatMap((document) => keys.map((key) => ({ viewer, document, values: key }))));
    }
  }

  /** The required arguments with which a root field answers something; one that finds nothing when none does. */
  private async keys(
    viewer: string | null,
    root: GraphQLObjectType,
    field: Field,
    material: Material,
  ): Promise<Values[]> {
    const required = requiredArguments(field);
    if (required.length === 0) return [{}];
    const keys = product(required, (arg) => valuesFor(arg.name, arg.type, material));
    const document = argumentDocument(root, [], field);
    const answers = await this.all(keys.map((values) => ({ viewer, document, values })));
    const found = keys.filter(
      (_, index) => answers[index][0].includes('"data":{') && !/"data":\{"\w+":null\}|"errors"/.test(answers[index][0]),
    );
    return found.length > 0 ? found : keys.slice(0, 1);
  }

  /** Every argument with every value, and arguments together. Who is refused at the door is so whatever they come with. */
  private async arguments(viewer: string | null, place: Place, field: Field): Promise<void> {
    const document = argumentDocument(rootOf(this.schema.getQueryType()), place, field);
    const required = [...(place[0] ? requiredArguments(place[0].field) : []), ...requiredArguments(field)];
    const base = Object.fromEntries(required.map((arg) => [arg.name, this.valuesFor(arg)[0]]));
    const [[answer]] = await this.all([{ viewer, document, values: base }]);
    if (IS_REFUSED.test(answer)) return;

    const cursors = await this.cursors(viewer, document, base, field);
    const optional = field.args.filter((arg) => !required.includes(arg));
    const valuesOf = (arg: GraphQLArgument) => (isCursor(arg) ? cursors : this.valuesFor(arg));
    const alone = optional.flatMap((arg) => [...valuesOf(arg), ...wrong(arg)].map((value) => ({ [arg.name]: value })));
    const together = pairs(optional).flatMap(([one, other]) => {
      const most = isCursor(other) && isSize(one) ? cursors.length : 3;
      return some(valuesOf(one), most).flatMap((a) =>
        some(valuesOf(other), most).map((b) => ({ [one.name]: a, [other.name]: b })),
      );
    });
    await this.all([...alone, ...together].map((values) => ({ viewer, document, values: { ...base, ...values } })));
  }

  private valuesFor({ name, type }: GraphQLArgument): Value[] {
    return valuesFor(name, type, this.few);
  }

  /** Cursors of what somebody is shown, of what only colleagues are shown, and of nothing. */
  private async cursors(viewer: string | null, document: string, base: Values, field: Field): Promise<Value[]> {
    if (!field.args.some(isCursor)) return [];
    const all = { ...base, ...(field.args.some(({ name }) => name === 'first') && { first: literal(100) }) };
    const [[noted, silent]] = await this.all([{ viewer, document, values: all }]);
    const found = [cursorsIn(noted), cursorsIn(silent)];
    const shown = found[0].map((_, index) => ({
      inWorld: (world: World) => found[world === this.worlds.noted ? 0 : 1][index] ?? 'x',
    }));
    const staff = await this.send(this.worlds.noted, STAFF, document, all);
    const hidden = cursorsIn(staff).filter((cursor) => !found[0].includes(cursor));
    return [...some(shown, 6), ...some(hidden, 2).map(literal), literal('x')];
  }

  /** Tries, as somebody, every mutation with every id that there is, notes among them. */
  async mutates(viewer: string | null): Promise<void> {
    const root = rootOf(this.schema.getMutationType());
    for (const field of Object.values(root.getFields()).sort(endingLast)) {
      const [deep] = this.documentsOf('mutation', root, field);
      const light = argumentDocument(root, [], field, 'mutation');
      const [usually, ...others] = this.inputs(field);
      const [[first]] = await this.all([{ viewer, document: deep, values: usually, language: 'en' }]);
      // Who is turned away at the door is so whatever they bring.
      const tries = IS_REFUSED.test(first) ? some(others, 3) : others;
      const answers = [first];
      for (const values of tries) {
        const [[answer]] = await this.all([{ viewer, document: light, values, language: 'en' }]);
        answers.push(answer);
      }
      if (answers.some((answer) => !answer.includes('"errors":'))) this.done.add(field.name);
    }
  }

  private inputs(field: Field): Values[] {
    const [input] = field.args;
    const type = getNamedType(input.type);
    if (!isInputObjectType(type)) throw new Error(`The walk takes mutations with one input: ${field.name} has another`);
    const fields = Object.values(type.getFields());
    const base = new Map(fields.map(({ name, type: of }) => [name, usual(name, valuesFor(name, of, this.few))]));
    const tries = fields.flatMap(({ name, type: of }): [string, Value][][] => {
      const isTried = getNamedType(of).name === 'ID' || name === 'confirmationToken';
      const values = isTried ? valuesFor(name, of, this.few) : [base.get(name) ?? literal(null)];
      return isTried || !isNonNullType(of) ? values.map((value) => [[name, value]]) : [];
    });
    return [[], ...tries].map((set) => ({ [input.name]: inputWith(fields, base, set) }));
  }

  /** Fields with arguments that are not required, each by the shortest way to it; by a list, where there is one. */
  private fieldsWithArguments(): [Place, Field][] {
    const root = rootOf(this.schema.getQueryType());
    const fields = Object.values(root.getFields());
    const ways = fields.flatMap((field) => rootSteps(root, field).flatMap(placesBelow));
    const cost = (place: Place) => place.length + (requiredArguments(place[0].field).length > 0 ? 100 : 0);
    ways.sort((one, other) => cost(one) - cost(other));
    const known = new Map<Field, Place>(fields.map((field) => [field, []]));
    for (const place of ways) {
      for (const field of Object.values(place[place.length - 1].type.getFields())) {
        if (!known.has(field)) known.set(field, place);
      }
    }
    return [...known]
      .filter(([field]) => field.args.some((arg) => !requiredArguments(field).includes(arg)))
      .map(([field, place]) => [place, field]);
  }

  /** What asks for everything below a root field: the same for whoever asks. */
  private documentsOf(kind: 'query' | 'mutation', root: GraphQLObjectType, field: Field): string[] {
    const known = this.documents.get(field);
    if (known) return known;
    const documents = deepDocuments(this.schema, kind, root, field);
    this.documents.set(field, documents);
    this.markWalked(root, field);
    return documents;
  }

  private markWalked(root: GraphQLObjectType, field: Field): void {
    this.walked.add(`${root.name}.${field.name}`);
    for (const place of rootSteps(root, field).flatMap(placesBelow)) {
      const { parent, field: step, type } = place[place.length - 1];
      this.walked.add(`${parent.name}.${step.name}`);
      for (const { name, type: of } of Object.values(type.getFields())) {
        if (!isObjectType(getNamedType(of))) this.walked.add(`${type.name}.${name}`);
      }
    }
  }

  private async all(questions: Question[]): Promise<[string, string][]> {
    const answers: [string, string][] = [];
    for (let from = 0; from < questions.length; from += AT_ONCE) {
      const some = questions.slice(from, from + AT_ONCE);
      const texts = await Promise.all(some.map((question) => this.fetchBoth(question)));
      some.forEach((question, index) => {
        this.compare(question, texts[index]);
      });
      answers.push(...texts);
    }
    return answers;
  }

  private fetchBoth({ viewer, document, values, language }: Question): Promise<[string, string]> {
    const { noted, silent } = this.worlds;
    return Promise.all([
      this.send(noted, viewer, document, values, language),
      this.send(silent, viewer, document, values, language),
    ]);
  }

  private compare({ viewer, document, values }: Question, [noted, silent]: [string, string]): void {
    if (SHOWS_NOTHING.test(noted) && this.troubles.length < MOST_TOLD)
      this.troubles.push(`${document.slice(0, 200)} ${noted.slice(0, 300)}`);
    const one = this.placeholdersOf(viewer, this.worlds.noted).write(noted);
    const other = this.placeholdersOf(viewer, this.worlds.silent).write(silent);
    if (one === other) return;
    this.differences += 1;
    if (this.found.length === MOST_TOLD) return;
    const variables = inWorld(values, this.worlds.noted);
    this.found.push({ viewer: viewer ?? 'nobody', document, variables, ...around(one, other) });
  }

  private placeholdersOf(viewer: string | null, world: World): Placeholders {
    const key = `${viewer} ${world.app.url}`;
    const placeholders = this.placeholders.get(key) ?? new Placeholders(world.ids);
    this.placeholders.set(key, placeholders);
    return placeholders;
  }

  /** The whole answer: its status, its headers, its body. */
  private async send(
    world: World,
    viewer: string | null,
    document: string,
    values: Values,
    language = 'it',
  ): Promise<string> {
    const person = viewer === null ? undefined : world.people.get(viewer);
    if (viewer !== null && !person) throw new Error(`Nobody in the story is called ${viewer}`);
    const { status, rawHeaders, text } = await exchange(`${world.app.url}/graphql`, {
      headers: {
        'content-type': 'application/json',
        'accept-language': language,
        ...(person && { authorization: `Bearer ${person.token}` }),
      },
      body: JSON.stringify({ query: document, variables: inWorld(values, world) }),
    });
    const headers = inPairs(rawHeaders).filter(([name]) => name.toLowerCase() !== 'date');
    return `${status} ${headers.map((header) => header.join(': ')).join(' ')} ${text}`;
  }
}

/** Who sees notes: asked for cursors of them, which somebody who must not see them may have got hold of. */
const STAFF = 'Marta';

/** What ends a practice, or throws a message away, leaves less to try. */
const endingLast = (one: Field, other: Field): number =>
  Number(isEnding(one)) - Number(isEnding(other)) || one.name.localeCompare(other.name);

const isEnding = ({ name }: Field): boolean => /^(approve|delete|discard|reject|submit|withdraw)/.test(name);

type Values = Record<string, Value>;

interface Question {
  viewer: string | null;
  document: string;
  values: Values;
  language?: string;
}

function rootOf(type: GraphQLObjectType | null | undefined): GraphQLObjectType {
  if (!type) throw new Error('The schema has no such root');
  return type;
}

const inWorld = (values: Values, world: World): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.inWorld(world)]));

const IS_REFUSED = /"code":"(UNAUTHENTICATED|FORBIDDEN)"/;

const isSize = ({ name }: GraphQLArgument): boolean => name === 'first' || name === 'last';

/** What the size of a page must not be. */
const wrong = (arg: GraphQLArgument): Value[] => (isSize(arg) ? [0, -1, 101].map(literal) : []);

const isCursor = ({ name }: GraphQLArgument): boolean => name === 'after' || name === 'before';

const cursorsIn = (text: string): string[] => [...new Set(text.match(/\bWyJ[\w-]+/g) ?? [])];

/** Up to so many of a list, from its beginning to its end. */
const some = <T>(list: T[], most: number): T[] =>
  list.length <= most
    ? list
    : list.filter(
        (_, index) => Math.floor((index * most) / list.length) !== Math.floor(((index - 1) * most) / list.length),
      );

const pairs = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((one, index) => list.slice(index + 1).map((other): [T, T] => [one, other]));

const product = (args: readonly GraphQLArgument[], valuesOf: (arg: GraphQLArgument) => Value[]): Values[] =>
  args.reduce<Values[]>(
    (all, arg) => all.flatMap((values) => valuesOf(arg).map((value) => ({ ...values, [arg.name]: value }))),
    [{}],
  );

/** The value of a field of an input that is not what is tried: the practice that is in the middle of everything. */
function usual(name: string, values: Value[]): Value {
  if (name === 'practiceId') return { inWorld: ({ ids }) => ids.get('in corso') };
  if (name === 'password' || name === 'currentPassword') return literal('sbagliata');
  return values[0];
}

/** Where two texts begin to differ, with what stands around it. */
function around(noted: string, silent: string): { noted: string; silent: string } {
  let from = 0;
  while (noted[from] === silent[from]) from += 1;
  const part = (text: string) => text.slice(Math.max(0, from - 150), from + 150);
  return { noted: part(noted), silent: part(silent) };
}
