import type { Parameter } from '../database/database.js';
import { marks } from './batch.js';

/**
 * Text as it is searched and sorted by: without accents and case, words apart by one space. The same on every engine, and
 * never longer than the text was.
 */
export const searchable = (...texts: (string | null)[]): string =>
  texts
    .filter((text) => text !== null)
    .join(' ')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A name as lists are sorted by it: as Italian readers expect, neither accents nor case nor punctuation count. */
export const sortable = (name: string): string => searchable(name).slice(0, 200);

const MOST_WORDS = 8;

/** The words of a search: each has to be found. */
export const searchWords = (search: string | null | undefined): string[] =>
  searchable((search ?? '').slice(0, 200))
    .split(' ')
    .filter(Boolean)
    .slice(0, MOST_WORDS);

/** A condition, and the values of its `?`. */
export interface Condition {
  sql: string;
  parameters: Parameter[];
}

/** Holds where a searchable column has every word of a search. Words are letters and digits alone, so nothing in them is a wildcard. */
export const hasWords = (column: string, words: string[]): Condition[] =>
  words.map((word) => ({ sql: `${column} LIKE ?`, parameters: [`%${word}%`] }));

/** Holds where a column is one of some values: nowhere, when there are none. */
export const isOneOf = (column: string, values: string[]): Condition =>
  values.length === 0
    ? { sql: '1 = 0', parameters: [] }
    : { sql: `${column} IN (${marks(values)})`, parameters: values };

/** The clause that holds where every condition does. */
export function whereAll(conditions: Condition[]): Condition {
  if (conditions.length === 0) return { sql: '', parameters: [] };
  return {
    sql: `WHERE ${conditions.map(({ sql }) => `(${sql})`).join(' AND ')}`,
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}
