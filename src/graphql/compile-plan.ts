import type { Context } from '../context.js';
import type { Plan, ReadModel, Row } from './read-model.js';
import type { Selection } from './selection.js';

/** The columns of one row, as the entity has them. */
type Columns = Record<string, unknown>;

/** Works out the statement's columns and joins for a selection, and how its rows become what the viewer gets. */
export function compilePlan(model: ReadModel, selection: Selection, also: readonly string[], alias: string): Plan {
  const columns: string[] = [];
  const joins: string[] = [];
  const toNode = compileNode(model, selection, alias, also, { columns, joins, read: new Set() });
  return {
    columns: columns.join(', '),
    joins: joins.join(' '),
    toNode: (row, context, granted = false) => toNode(row, context, granted),
  };
}

interface Statement {
  columns: string[];
  joins: string[];
  read: Set<string>;
}

type ToNode = (row: Row, context: Context, granted: boolean) => object | null;

function compileNode(
  model: ReadModel,
  selection: Selection,
  alias: string,
  also: readonly string[],
  statement: Statement,
): ToNode {
  const needed = new Set(['id', ...also]);
  const steps: ((node: Columns, columns: Columns, row: Row, context: Context, granted: boolean) => void)[] = [];
  const kept = new Set(['id', ...also]);

  const { opens } = model;
  if (opens && selection.names().some((name) => opens.fields.includes(name))) {
    needed.add(opens.practice);
    steps.push((_node, columns, _row, { opened, viewer }) => {
      if (viewer.isStaff) opened.add(String(columns[opens.practice]));
    });
  }

  for (const name of selection.names()) {
    const source = model.fields[name];
    if (!source) throw new Error(`${model.type.name}.${name} stands in no read model`);
    for (const each of source.columns) needed.add(each);
    const { value, one, visible } = source;
    const mayKnow = visible as ((columns: Columns, context: Context) => boolean) | undefined;
    if (one) {
      const below = one.via === null ? alias : `${alias}_${name}`;
      if (one.via !== null) {
        const { table } = one.model();
        statement.joins.push(`LEFT JOIN ${table} ${below} ON ${below}.id = ${alias}.${one.via}`);
      }
      const toChild = compileNode(one.model(), selection.at(name), below, [], statement);
      const grant = one.grant as ((columns: Columns, context: Context) => boolean) | undefined;
      steps.push((node, columns, row, context, granted) => {
        const hidden = mayKnow && !mayKnow(columns, context);
        node[name] = hidden ? null : toChild(row, context, grant ? grant(columns, context) : granted);
      });
    } else if (value) {
      const compute = value as (columns: Columns, context: Context, granted: boolean) => unknown;
      steps.push((node, columns, _row, context, granted) => {
        node[name] = compute(columns, context, granted);
      });
    } else for (const each of source.columns) kept.add(each);
  }

  const reads = [...needed].map((each) => [each, `${alias}__${each}`] as const);
  for (const [each, key] of reads) {
    if (statement.read.has(key)) continue;
    statement.read.add(key);
    statement.columns.push(`${alias}.\`${each}\` AS ${key}`);
  }

  return (row, context, granted) => {
    if (row[`${alias}__id`] == null) return null;
    const columns: Columns = {};
    for (const [each, key] of reads) columns[each] = model.convert(each, row[key]);
    const node = new model.type() as Columns;
    for (const each of kept) node[each] = columns[each];
    for (const step of steps) step(node, columns, row, context, granted);
    return node;
  };
}
