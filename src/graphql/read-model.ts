import { getMetadataArgsStorage } from 'typeorm';
import { registerOpened } from '../access/registered.js';
import type { Context } from '../context.js';
import type { BaseEntity } from '../database/base.entity.js';
import type { Parameter } from '../database/database.js';
import { compilePlan } from './compile-plan.js';
import { Converters } from './converters.js';
import type { FieldSource } from './field-sources.js';
import type { NodeMaker } from './node-maker.js';
import type { Condition } from './search.js';
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

  /** Reads what a selection asks for in one statement. */
  async read<Node>(context: Context, selection: Selection, reading: Reading): Promise<Node[]> {
    const { also = [], joinsList = false } = reading;
    const plan = this.plan(selection, also, { joinsList });
    return this.toNodes<Node>(context, plan, await this.rows(context, plan, reading));
  }

  /** The rows of a plan's statement, for who reads in them more than goes into nodes. */
  rows(context: Context, plan: Plan, { clause, parameters = [], joins = '', values = [] }: Reading): Promise<Row[]> {
    const own = plan.joins(context);
    const columns = [...values, plan.columns].join(', ');
    return context.database.rows<Row>(`SELECT ${columns} FROM ${this.table} t ${own.sql} ${joins} ${clause}`, [
      ...own.parameters,
      ...parameters,
    ]);
  }

  /** What the viewer gets of rows that were read by a plan. What they open stands in the access register before. */
  async toNodes<Node>(context: Context, plan: Plan, rows: Row[], granted = (_row: Row) => false): Promise<Node[]> {
    const maker = plan.nodesFor(context);
    const nodes = maker.nodes(rows, granted) as Node[];
    await maker.finish();
    if (context.opened.size > 0) {
      const opened = [...context.opened];
      await registerOpened(context, opened);
      for (const id of opened) context.opened.delete(id);
    }
    return nodes;
  }

  /** Reads one thing, or null when there is none; its clause has no limit. */
  async readOne<Node>(context: Context, selection: Selection, reading: Reading): Promise<Node | null> {
    const plan = this.plan(selection, reading.also, { joinsList: true });
    return (await this.toNodes<Node>(context, plan, await this.rows(context, plan, reading)))[0] ?? null;
  }

  /** The statement's columns and joins for a selection, worked out once. */
  plan(selection: Selection, also: readonly string[] = [], options: PlanOptions = {}): Plan {
    const key = `${options.alias}:${options.joinsList}:${also.join()}`;
    const plans = this.plans.get(selection) ?? new Map<string, Plan>();
    this.plans.set(selection, plans);
    const plan = plans.get(key) ?? compilePlan(this, selection, also, options);
    plans.set(key, plan);
    return plan;
  }
}

/** The fields by which somebody opens a practice, and the column that says which. */
export interface Opens {
  fields: readonly string[];
  practice: string;
}

/**
 * What a statement is made of besides its plan. `clause` is what follows the joins: conditions, order and limit over the
 * columns of the root, whose alias is `t`.
 */
export interface Reading {
  clause: string;
  parameters?: Parameter[];
  /** Columns of the root that the caller needs besides. */
  also?: readonly string[];
  /** Other values of a row, `expression AS name`, which go into no node. */
  values?: readonly string[];
  /** Joins of the caller's own, for its conditions. */
  joins?: string;
  /** No LIMIT counts the rows of the statement, so a list can come with them. */
  joinsList?: boolean;
}

/** How a plan is made. */
export interface PlanOptions {
  /** What the root is called in the statement: `t`, unless told otherwise. */
  alias?: string;
  /** Whether a list may come with the rows, each of which is then there once for each entry. */
  joinsList?: boolean;
}

/** A row as the database driver gives it: values by `alias__column`. */
export type Row = Record<string, unknown>;

/** A compiled reading. */
export interface Plan {
  columns: string;
  /** What is joined, as far as this viewer may see it: parameters stand where the joins do. */
  joins(context: Context): Condition;
  /** Begins to make nodes of the statement's rows. */
  nodesFor(context: Context): NodeMaker;
}

function tableOf(entity: new () => BaseEntity): string {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity);
  if (!table?.name) throw new Error(`${entity.name} is no entity`);
  return table.name;
}
