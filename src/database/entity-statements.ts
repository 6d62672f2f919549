import type { DataSource, EntityMetadata, EntityTarget } from 'typeorm';
import type { Condition } from '../graphql/search.js';
import type { Parameter } from './database.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/** Columns of an entity by the names of its properties. */
export type Values<E> = { [K in keyof E]?: E[K] };

/**
 * The statements by which things of one entity are found by equality, stored, changed and removed. TypeORM says which
 * columns there are and what they hold on either engine; what it costs to have it build each statement anew is spared.
 */
export class EntityStatements<E extends object> {
  private readonly columns: ReadonlyMap<string, ColumnMetadata>;
  private readonly table: string;
  private readonly selected: string;

  constructor(
    private readonly dataSource: DataSource,
    private readonly metadata: EntityMetadata,
  ) {
    this.columns = new Map(metadata.columns.map((column) => [column.propertyName, column]));
    this.table = `\`${metadata.tableName}\``;
    this.selected = metadata.columns.map(({ databaseName }) => `\`${databaseName}\``).join(', ');
  }

  /** Reads what equals all of some values. `ending` is an order, a limit or a lock. */
  select(where: Values<E>, ending = ''): Condition {
    const { sql, parameters } = this.equal(where);
    return { sql: `SELECT ${this.selected} FROM ${this.table} WHERE ${sql} ${ending}`, parameters };
  }

  /** Stores new things that have the same columns. `verb` is INSERT, or an insert that passes over taken keys. */
  insert(things: readonly Values<E>[], verb: string): Condition {
    const names = this.namesOf(things[0] ?? {});
    const marks = `(${names.map(() => '?').join(', ')})`;
    return {
      sql: `${verb} INTO ${this.table} (${names.map((name) => `\`${this.column(name).databaseName}\``).join(', ')})
        VALUES ${things.map(() => marks).join(', ')}`,
      parameters: things.flatMap((thing) => names.map((name) => this.stored(name, thing[name as keyof E]))),
    };
  }

  /** Changes columns of what equals all of some values. */
  update(where: Values<E>, changes: Values<E>): Condition {
    const names = this.namesOf(changes);
    const { sql, parameters } = this.equal(where);
    return {
      sql: `UPDATE ${this.table} SET ${names.map((name) => `\`${this.column(name).databaseName}\` = ?`).join(', ')}
        WHERE ${sql}`,
      parameters: [...names.map((name) => this.stored(name, changes[name as keyof E])), ...parameters],
    };
  }

  /** Removes what equals all of some values. */
  remove(where: Values<E>): Condition {
    const { sql, parameters } = this.equal(where);
    return { sql: `DELETE FROM ${this.table} WHERE ${sql}`, parameters };
  }

  /** The thing that a row of a select holds. */
  entityOf(row: Record<string, unknown>): E {
    const { driver } = this.dataSource;
    const entity = this.metadata.create() as Record<string, unknown>;
    for (const column of this.metadata.columns) {
      const value = row[column.databaseName];
      const converted = value !== null && CONVERTED.has(column.type);
      entity[column.propertyName] = converted ? driver.prepareHydratedValue(value, column) : value;
    }
    return entity as E;
  }

  private equal(where: Values<E>): Condition {
    const names = Object.keys(where);
    // What equals nothing in particular would be everything, and a value that is left out would make it more than is meant.
    const isOpen = names.some((name) => where[name as keyof E] === undefined);
    if (names.length === 0 || isOpen) throw new Error(`${this.metadata.name}: nothing says which`);
    const isNull = (name: string) => where[name as keyof E] === null;
    return {
      sql: names
        .map((name) => `\`${this.column(name).databaseName}\` ${isNull(name) ? 'IS NULL' : '= ?'}`)
        .join(' AND '),
      parameters: names.filter((name) => !isNull(name)).map((name) => this.stored(name, where[name as keyof E])),
    };
  }

  private namesOf(values: Values<E>): string[] {
    return Object.keys(values).filter((name) => values[name as keyof E] !== undefined && this.columns.has(name));
  }

  private column(name: string): ColumnMetadata {
    const column = this.columns.get(name);
    if (!column) throw new Error(`${this.metadata.name} has no ${name}`);
    return column;
  }

  private stored(name: string, value: unknown): Parameter {
    const stored: Parameter | undefined = this.dataSource.driver.preparePersistentValue(value, this.column(name));
    return stored ?? null;
  }
}

/** The types of columns that drivers give otherwise than entities have them. */
const CONVERTED: ReadonlySet<unknown> = new Set(['boolean', 'datetime', 'simple-json']);

const known = new WeakMap<DataSource, Map<EntityTarget<object>, EntityStatements<object>>>();

/** The statements of an entity, worked out once for a database. */
export function statementsOf<E extends object>(dataSource: DataSource, entity: EntityTarget<E>): EntityStatements<E> {
  const ofDatabase = known.get(dataSource) ?? new Map<EntityTarget<object>, EntityStatements<object>>();
  known.set(dataSource, ofDatabase);
  const statements = ofDatabase.get(entity) ?? new EntityStatements(dataSource, dataSource.getMetadata(entity));
  ofDatabase.set(entity, statements);
  return statements as unknown as EntityStatements<E>;
}
