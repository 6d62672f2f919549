import { getMetadataArgsStorage } from 'typeorm';
import { registerOpened } from '../access/registered.js';
import type { Context } from '../context.js';
import type { BaseEntity } from '../database/base.entity.js';
import type { Parameter } from '../database/database.js';
import { compilePlan } from './compile-plan.js';
import { Converters } from './converters.js';
import type { FieldSource } from './field-sources.js';
import type { NodeMaker } from './node-maker.js';
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
  /** What plain rows of the table need. */
  readonly converters: Converters;
  private readonly plans = new WeakMap<Selection, Map<string, Plan>>();

  constructor(
    readonly entity: new () => BaseEntity,
    readonly fields: Readonly<Record<string, FieldSource>>,
    { type = entity, opens }: { type?: new () => object; opens?: Opens } = {},
  ) {
    this.type = type;
    this.opens = opens;
    this.table = tableOf(entity);
    this.converters = new Converters(entity);
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
    const maker = plan.nodesFor(context);
    const nodes = rows.map((row) => maker.node(row, granted(row)) as Node);
    await maker.finish();
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

  /** The statement's columns and joins for a selection, worked out once; `alias` is what the root is called there. */
  plan(selection: Selection, also: readonly string[] = [], alias = 't'): Plan {
    const key = `${alias}:${also.join()}`;
    const plans = this.plans.get(selection) ?? new Map<string, Plan>();
    this.plans.set(selection, plans);
    const plan = plans.get(key) ?? compilePlan(this, selection, also, alias);
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
  /** Begins to make nodes of the statement's rows. */
  nodesFor(context: Context): NodeMaker;
}

function tableOf(entity: new () => BaseEntity): string {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
  if (!table?.name) throw new Error(`${entity.name} is no entity`);
  return table.name;
}
