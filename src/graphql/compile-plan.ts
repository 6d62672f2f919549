import type { Context } from '../context.js';
import type { Converter } from './converters.js';
import type { FieldSource } from './field-sources.js';
import { type Load, NodeMaker, type ToNode } from './node-maker.js';
import type { Plan, ReadModel } from './read-model.js';
import type { Selection } from './selection.js';

/** Works out the statement's columns and joins for a selection, and how its rows become what the viewer gets. */
export function compilePlan(model: ReadModel, selection: Selection, also: readonly string[], alias: string): Plan {
  const statement: Statement = { columns: [], joins: [], read: new Set(), loads: [] };
  const toNode = compileNode(model, selection, alias, also, statement);
  return {
    columns: statement.columns.join(', '),
    joins: statement.joins.join(' '),
    nodesFor: (context) => new NodeMaker(context, toNode, statement.loads),
  };
}

/** The columns of one row, as the entity has them. */
type Columns = Record<string, unknown>;

interface Statement {
  columns: string[];
  joins: string[];
  read: Set<string>;
  loads: Load[];
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
    else if (loaded) steps.push(compileLoaded(name, loaded, selection.at(name), statement));
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
  const { via, model, grant } = source.one as NonNullable<FieldSource['one']>;
  const below = via === null ? alias : `${alias}_${name}`;
  if (via !== null) {
    statement.joins.push(`LEFT JOIN ${model().table} ${below} ON ${below}.id = ${alias}.${via}`);
  }
  const toChild = compileNode(model(), selection, below, [], statement);
  const mayKnow = source.visible as ((columns: Columns, context: Context) => boolean) | undefined;
  const grants = grant as ((columns: Columns, context: Context) => boolean) | undefined;
  return (node, columns, row, context, granted, maker) => {
    const hidden = mayKnow !== undefined && !mayKnow(columns, context);
    node[name] = hidden ? null : toChild(row, context, grants ? grants(columns, context) : granted, maker);
  };
}

/** Something that is read for all nodes at once when all rows are there. */
function compileLoaded(
  name: string,
  { by, known, load, missing }: NonNullable<FieldSource['loaded']>,
  selection: Selection,
  statement: Statement,
): Step {
  const place = statement.loads.push({ name, selection, load, missing }) - 1;
  const knows = known as ((columns: Columns, context: Context) => unknown) | undefined;
  return (node, columns, _row, context, _granted, maker) => {
    const value = knows?.(columns, context);
    if (value === undefined) maker.want(place, node, String(columns[by]));
    else node[name] = value;
  };
}
