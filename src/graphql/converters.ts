import { getMetadataArgsStorage } from 'typeorm';
import type { BaseEntity } from '../database/base.entity.js';
import { toInstant, toInstantText } from '../database/instants.js';

/** Makes of a value of a plain row, which is not null, what stands for it elsewhere. */
export type Converter = (value: unknown) => unknown;

const OF_FACTS: Readonly<Record<string, Converter>> = {
  datetime: toInstant,
  boolean: Boolean,
  'simple-json': (value) => JSON.parse(String(value)),
};

const OF_ANSWERS: Readonly<Record<string, Converter>> = { ...OF_FACTS, datetime: toInstantText };

/** What plain rows of an entity's table need: by the types of its columns, as the entity declares them. */
export class Converters {
  private readonly types: ReadonlyMap<string, string>;

  constructor(entity: new () => BaseEntity) {
    const columns = getMetadataArgsStorage().filterColumns(entity);
    this.types = new Map(columns.map(({ propertyName, options }) => [propertyName, String(options.type)]));
  }

  /** How a column is read. Instants come as texts: a server makes them in less time than its driver makes dates of them. */
  read(expression: string, column: string): string {
    return this.types.get(column) === 'datetime' ? `CAST(${expression} AS CHAR)` : expression;
  }

  /** For a column that something is worked out from: what the entity has. */
  fact(column: string): Converter | undefined {
    return OF_FACTS[this.types.get(column) ?? ''];
  }

  /** For a column that is answered as it is: what the API answers. An instant is made into a text but once. */
  answer(column: string): Converter | undefined {
    return OF_ANSWERS[this.types.get(column) ?? ''];
  }
}
