import type { Context } from '../context.js';
import type { Converter } from './converters.js';
import type { FieldSource, JoinedList } from './field-sources.js';
import { type List, type Load, NodeMaker, type ToNode } from './node-maker.js';
import type { Plan, PlanOptions, ReadModel } from './read-model.js';
import type { Condition } from './search.js';
import type { Selection } from './selection.js';

/** Works out the statement's columns and joins for a selection, and how its rows become what the viewer gets. */
export function compilePlan(
  model: ReadModel,
  selection: Selection,
  also: readonly string[],
  { alias = 't', joinsList = false }: PlanOptions,
): Plan {
  const statement: Statement = {
    columns: [],
    joins: [],
    read: new Set(),
    loads: [],
    root: alias,
    mayJoinList: joinsList,
    list: null,
  };
  const toNode = compileNode(model, selection, alias, also, statement);
  return {
    columns: statement.columns.join(', '),
    joins: compileJoins(statement.joins),
    nodesFor: (context) => new NodeMaker(context, toNode, statement.loads, statement.list),
  };
}

/** The columns of one row, as the entity has them. */
type Columns = Record<string, unknown>;

interface Statement {
  columns: string[];
  joins: Join[];
  read: Set<string>;
  loads: Load[];
  /** The alias of what the statement is about. */
  root: string;
  /** Whether a list can still come with the rows: one at most, since two would come in every combination of their entries. */
  mayJoinList: boolean;
  list: List | null;
}

/** A join, and what has to hold besides for what is joined. */
interface Join {
  sql: string;
  where?: (context: Context) => Condition[];
}

function compileJoins(joins: Join[]): Plan['joins'] {
  const whole = { sql: joins.map(({ sql }) => sql).join(' '), parameters: [] };
  if (joins.every(({ where }) => !where)) return () => whole;
  return (context) => {
    const written = joins.map(({ sql, where }) => {
      const conditions = where?.(context) ?? [];
      return {
        sql: [sql, ...conditions.map((condition) => `(${condition.sql})`)].join(' AND '),
        parameters: conditions.flatMap(({ parameters }) => parameters),
      };
    });
    return {
      sql: written.map(({ sql }) => sql).join(' '),
      parameters: written.flatMap(({ parameters }) => parameters),
    };
  };
}

/** Sets one field of a node. */
type Step = (node: Columns, columns: Columns, ...rest: Parameters<ToNode>) => void;

function compileNode(
  model: ReadModel,
  selection: Selection,
  alias: string,
  also: readonly string[],
  statement: Statement,
): ToNode {
  /** What the viewer gets as it is, and what steps work with. */
  const kept = new Set(['id', ...also]);
  const worked = new Set<string>();
  const steps: Step[] = [];

  const { opens } = model;
  if (opens && selection.names().some((name) => opens.fields.includes(name))) {
    worked.add(opens.practice);
    steps.push((_node, columns, _row, { opened, viewer }) => {
      if (viewer.isStaff) opened.add(String(columns[opens.practice]));
    });
  }
  for (const name of selection.names()) {
    const source = model.fields[name];
    if (!source) throw new Error(`${model.type.name}.${name} stands in no read model`);
    const { columns, one, loaded, value } = source;
    for (const each of columns) (one || loaded || value ? worked : kept).add(each);
    if (one) steps.push(compileOne(name, source, selection.at(name), alias, statement));
    else if (loaded) steps.push(compileLoaded(name, loaded, selection.at(name), alias, statement));
    else if (value) steps.push(compileValue(name, value));
  }

  const keyOf = (column: string) => `${alias}__${column}`;
  for (const column of new Set([...kept, ...worked])) {
    if (statement.read.has(keyOf(column))) continue;
    statement.read.add(keyOf(column));
    statement.columns.push(`${model.converters.read(`${alias}.\`${column}\``, column)} AS ${keyOf(column)}`);
  }
  const answers = [...kept].map((column) => ({ column, key: keyOf(column), convert: model.converters.answer(column) }));
  const facts = [...worked].map((column) => ({ column, key: keyOf(column), convert: model.converters.fact(column) }));
  const id = keyOf('id');
  return (row, context, granted, maker) => {
    if (row[id] == null) return null;
    const node = new model.type() as Columns;
    maker.made(node);
    for (const { column, key, convert } of answers) node[column] = converted(row[key], convert);
    if (steps.length === 0) return node;
    const columns: Columns = {};
    for (const { column, key, convert } of facts) columns[column] = converted(row[key], convert);
    for (const step of steps) step(node, columns, row, context, granted, maker);
    return node;
  };
}

const converted = (value: unknown, convert: Converter | undefined): unknown =>
  convert === undefined || value === null ? value : convert(value);

/** A value worked out of columns of the row. */
function compileValue(name: string, value: NonNullable<FieldSource['value']>): Step {
  const compute = value as (columns: Columns, context: Context, granted: boolean) => unknown;
  return (node, columns, _row, context, granted) => {
    node[name] = compute(columns, context, granted);
  };
}

/** Another thing, which is joined, or another type of the same row. */
function compileOne(
  name: string,
  source: FieldSource,
  selection: Selection,
  alias: string,
  statement: Statement,
): Step {
  const { via, model, grant, where } = source.one as NonNullable<FieldSource['one']>;
  const below = via === null ? alias : `${alias}_${name}`;
  if (via !== null) {
    statement.joins.push({
      sql: `LEFT JOIN ${model().table} ${below} ON ${below}.id = ${alias}.${via}`,
      ...(where && { where: (context) => where(context, below) }),
    });
  }
  const toChild = compileNode(model(), selection, below, [], statement);
  const mayKnow = source.visible as ((columns: Columns, context: Context) => boolean) | undefined;
  const grants = grant as ((columns: Columns, context: Context) => boolean) | undefined;
  return (node, columns, row, context, granted, maker) => {
    const hidden = mayKnow !== undefined && !mayKnow(columns, context);
    node[name] = hidden ? null : toChild(row, context, grants ? grants(columns, context) : granted, maker);
  };
}

/** Something that is read for all nodes at once when all rows are there, or a list that comes with the rows. */
function compileLoaded(
  name: string,
  { by, known, load, missing, joined }: NonNullable<FieldSource['loaded']>,
  selection: Selection,
  alias: string,
  statement: Statement,
): Step {
  if (joined && statement.mayJoinList && statement.root === alias) {
    compileList(name, joined, selection, alias, statement);
    return (node) => {
      node[name] = [];
    };
  }
  const place = statement.loads.push({ name, selection, load, missing }) - 1;
  const knows = known as ((columns: Columns, context: Context) => unknown) | undefined;
  return (node, columns, _row, context, _granted, maker) => {
    const value = knows?.(columns, context);
    if (value === undefined) maker.want(place, node, String(columns[by]));
    else node[name] = value;
  };
}

/** A list below the root whose entries are joined to its row, which then comes once for each of them. */
function compileList(
  name: string,
  { model, by, order }: JoinedList,
  selection: Selection,
  alias: string,
  statement: Statement,
): void {
  const below = `${alias}_${name}`;
  statement.joins.push({ sql: `LEFT JOIN ${model().table} ${below} ON ${below}.${by} = ${alias}.id` });
  statement.mayJoinList = false;
  const toEntry = compileNode(model(), selection, below, [order], statement);
  statement.list = { name, order, root: `${alias}__id`, toEntry };
}
