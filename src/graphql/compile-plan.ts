import type { Context } from '../context.js';
import type { FieldSource, JoinedList } from './field-sources.js';
import { type List, type Load, NodeMaker, type ToNode } from './node-maker.js';
import type { Opens, Plan, PlanOptions, ReadModel } from './read-model.js';
import type { Condition } from './search.js';
import type { Selection } from './selection.js';
import { type Columns, type MakeField, writeNode } from './write-node.js';

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

function compileNode(
  model: ReadModel,
  selection: Selection,
  alias: string,
  also: readonly string[],
  statement: Statement,
): ToNode {
  /** What the viewer gets as it is, and what fields are worked out from. */
  const kept = new Set(['id', ...also]);
  const worked = new Set<string>();
  const fields = new Map<string, MakeField>();

  const { opens } = model;
  const isOpened = opens !== undefined && selection.names().some((name) => opens.fields.includes(name));
  if (isOpened) worked.add(opens.practice);
  for (const name of selection.names()) {
    const source = model.fields[name];
    if (!source) throw new Error(`${model.type.name}.${name} stands in no read model`);
    const { columns, one, loaded, value } = source;
    for (const each of columns) (one || loaded || value ? worked : kept).add(each);
    if (one) fields.set(name, compileOne(name, source, selection.at(name), alias, statement));
    else if (loaded) fields.set(name, compileLoaded(name, loaded, selection.at(name), alias, statement));
    else if (value) fields.set(name, compileValue(value));
  }

  const keyOf = (column: string) => `${alias}__${column}`;
  for (const column of new Set([...kept, ...worked])) {
    if (statement.read.has(keyOf(column))) continue;
    statement.read.add(keyOf(column));
    statement.columns.push(`${model.converters.read(`${alias}.\`${column}\``, column)} AS ${keyOf(column)}`);
  }
  const { converters } = model;
  return writeNode({
    type: model.type,
    id: keyOf('id'),
    kept: [...kept].map((name) => ({ name, key: keyOf(name), convert: converters.answer(name) })),
    worked: [...worked].map((name) => ({ name, key: keyOf(name), convert: converters.fact(name) })),
    note: isOpened ? noteOpened(opens) : null,
    fields,
  });
}

/** Notes that the staff opens a practice by what is read. */
const noteOpened =
  ({ practice }: Opens) =>
  (columns: Columns, { opened, viewer }: Context): void => {
    if (viewer.isStaff) opened.add(String(columns[practice]));
  };

/** A value worked out of columns of the row. */
function compileValue(value: NonNullable<FieldSource['value']>): MakeField {
  const compute = value as (columns: Columns, context: Context, granted: boolean) => unknown;
  return (columns, _row, context, granted) => compute(columns, context, granted);
}

/** Another thing, which is joined, or another type of the same row. */
function compileOne(
  name: string,
  source: FieldSource,
  selection: Selection,
  alias: string,
  statement: Statement,
): MakeField {
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
  return (columns, row, context, granted, maker) =>
    mayKnow && !mayKnow(columns, context)
      ? null
      : toChild(row, context, grants ? grants(columns, context) : granted, maker);
}

/** Something that is read for all nodes at once when all rows are there, or a list that comes with the rows. */
function compileLoaded(
  name: string,
  { by, known, load, missing, joined }: NonNullable<FieldSource['loaded']>,
  selection: Selection,
  alias: string,
  statement: Statement,
): MakeField {
  if (joined && statement.mayJoinList && statement.root === alias) {
    compileList(name, joined, selection, alias, statement);
    return () => [];
  }
  const place = statement.loads.push({ name, selection, load, missing }) - 1;
  const knows = known as ((columns: Columns, context: Context) => unknown) | undefined;
  return (columns, _row, context, _granted, maker, node) => {
    const value = knows?.(columns, context);
    if (value === undefined) maker.want(place, node, String(columns[by]));
    return value;
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
