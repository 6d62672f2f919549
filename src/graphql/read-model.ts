import { getMetadataArgsStorage } from 'typeorm';
import { registerOpened } from '../access/registered.js';
import type { Context } from '../context.js';
import type { BaseEntity } from '../database/base.entity.js';
import { type Parameter, toInstant } from '../database/database.js';
import type { Selection } from './selection.js';

/**
 * How a GraphQL type is read: which columns and joins each of its fields needs, and what of them a viewer may know.
 * A field that stands in no read model cannot be read, and there is no way around a read model to a field.
 */
export class ReadModel {
  readonly table: string;
  /** The GraphQL type, where it is not the entity itself. */
  readonly type: new () => object;
  readonly opens: Opens | undefined;
  private readonly converters: ReadonlyMap<string, Converter>;
  private readonly plans = new WeakMap<Selection, Map<string, Plan>>();

  constructor(
    readonly entity: new () => BaseEntity,
    readonly fields: Readonly<Record<string, FieldSource>>,
    { type = entity, opens }: { type?: new () => object; opens?: Opens } = {},
  ) {
    this.type = type;
    this.opens = opens;
    this.table = tableOf(entity);
    this.converters = convertersOf(entity);
  }

  /**
   * Reads what a selection asks for in one statement. `clause` is what follows the joins: conditions, order and limit
   * over the columns of the root, whose alias is `t`; `also` are columns that the caller needs besides.
   */
  async read<Node>(
    context: Context,
    selection: Selection,
    { clause, parameters = [], also = [], joins = '' }: Reading,
  ) {
    const plan = this.plan(selection, also);
    const sql = `SELECT ${plan.columns} FROM ${this.table} t ${plan.joins} ${joins} ${clause}`;
    return this.toNodes<Node>(context, plan, await context.database.rows<Row>(sql, parameters));
  }

  /** What the viewer gets of rows that were read by a plan. What they open stands in the access register before. */
  async toNodes<Node>(context: Context, plan: Plan, rows: Row[], granted = (_row: Row) => false): Promise<Node[]> {
    const nodes = rows.map((row) => plan.toNode(row, context, granted(row)) as Node);
    if (context.opened.size > 0) {
      const opened = [...context.opened];
      await registerOpened(context, opened);
      for (const id of opened) context.opened.delete(id);
    }
    return nodes;
  }

  /** Reads one thing, or null when there is none. */
  async readOne<Node>(context: Context, selection: Selection, reading: Reading): Promise<Node | null> {
    return (await this.read<Node>(context, selection, reading))[0] ?? null;
  }

  /** The value of a column as the entity has it. */
  convert(column: string, value: unknown): unknown {
    const converter = value == null ? undefined : this.converters.get(column);
    return converter ? converter(value) : value;
  }

  /** The statement's columns and joins for a selection, worked out once; `alias` is what the root is called there. */
  plan(selection: Selection, also: readonly string[] = [], alias = 't'): Plan {
    const key = `${alias}:${also.join()}`;
    const plans = this.plans.get(selection) ?? new Map<string, Plan>();
    this.plans.set(selection, plans);
    const plan = plans.get(key) ?? compile(this, selection, also, alias);
    plans.set(key, plan);
    return plan;
  }
}

/** The fields by which somebody opens a practice, and the column that says which. */
export interface Opens {
  fields: readonly string[];
  practice: string;
}

/** What a statement reads besides its columns. */
export interface Reading {
  clause: string;
  parameters?: Parameter[];
  also?: readonly string[];
  /** Joins of the caller's own, for its conditions. */
  joins?: string;
}

/** A row as the database driver gives it: values by `alias__column`. */
export type Row = Record<string, unknown>;

/** A compiled reading. */
export interface Plan {
  columns: string;
  joins: string;
  /** `granted` opens what the model keeps closed, where the way to here does. */
  toNode(row: Row, context: Context, granted?: boolean): object | null;
}

type Converter = (value: unknown) => unknown;

/** The columns of one row, as the entity has them. */
type Columns = Record<string, unknown>;

/** How one field is read. */
export interface FieldSource {
  /** The columns of this table that the field needs. */
  columns: readonly string[];
  /** What the viewer gets of them. Without it the columns themselves are kept, for a resolver of the field. */
  value?: (columns: never, context: Context, granted: boolean) => unknown;
  /** Another thing that a column points to, or another type read from the same row when `via` is null. */
  one?: { via: string | null; model: () => ReadModel; grant?: (columns: never, context: Context) => boolean };
  /** Decides whether this viewer may know what `one` points to. */
  visible?: (columns: never, context: Context) => boolean;
}

/** Builders of field sources, which know the columns of an entity. */
export function sources<E extends object>() {
  type Column = Extract<keyof E, string>;
  return {
    /** Fields that are columns, shown as they are. */
    columns: <C extends Column>(...names: C[]): Record<C, FieldSource> =>
      Object.fromEntries(names.map((name) => [name, column(name)])) as Record<C, FieldSource>,

    /** A field worked out from columns of the row, for a viewer. `granted` is true where the way to here opened it. */
    computed: <C extends Column>(
      names: readonly C[],
      value: (columns: Pick<E, C>, context: Context, granted: boolean) => unknown,
    ): FieldSource => ({ columns: names, value }),

    /** Another thing that a column points to. `visible` hides it; `grant` opens what its model keeps closed. */
    one: <C extends Column = never>(
      via: Column,
      model: () => ReadModel,
      rights: {
        columns?: readonly C[];
        visible?: (columns: Pick<E, C>, context: Context) => boolean;
        grant?: (columns: Pick<E, C>, context: Context) => boolean;
      } = {},
    ): FieldSource => ({
      columns: [via, ...(rights.columns ?? [])],
      one: { via, model, ...(rights.grant && { grant: rights.grant }) },
      ...(rights.visible && { visible: rights.visible }),
    }),

    /** Another GraphQL type that is read from the same row. */
    same: (
      model: () => ReadModel,
      visible?: (columns: Pick<E, Column>, context: Context) => boolean,
      ...needs: Column[]
    ): FieldSource => ({
      columns: needs,
      one: { via: null, model },
      ...(visible && { visible }),
    }),

    /** A field with a resolver of its own, which needs these columns of the row besides the id. */
    resolved: (...names: Column[]): FieldSource => ({ columns: names }),
  };
}

const column = (name: string): FieldSource => ({
  columns: [name],
  value: (columns: Columns) => columns[name],
});

function compile(model: ReadModel, selection: Selection, also: readonly string[], alias: string): Plan {
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

function tableOf(entity: new () => BaseEntity): string {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
  if (!table?.name) throw new Error(`${entity.name} is no entity`);
  return table.name;
}

/** What a plain row needs before it is what the entity has: by the column's type, as the entity declares it. */
function convertersOf(entity: new () => BaseEntity): Map<string, Converter> {
  const converters = new Map<string, Converter>();
  for (const { propertyName, options } of getMetadataArgsStorage().filterColumns(entity)) {
    if (options.type === 'datetime') converters.set(propertyName, toInstant);
    if (options.type === 'boolean') converters.set(propertyName, Boolean);
    if (options.type === 'simple-json') converters.set(propertyName, (value) => JSON.parse(String(value)));
  }
  return converters;
}
