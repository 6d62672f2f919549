import type { Database } from './database.js';

type Engine = Pick<Database, 'embedded'>;

/**
 * All rows of some selections, each of which has an order and a limit of its own. A server takes them in parentheses; in a
 * table of its own for each, as the embedded engine wants them, they would cost it twice as much.
 */
export const unionOf = ({ embedded }: Engine, selections: readonly string[]): string =>
  selections.map((selection) => (embedded ? `SELECT * FROM (${selection})` : `(${selection})`)).join(' UNION ALL ');

/** The values of a column of a group of rows, as one text in JSON: null, or an empty list, where there are no rows. */
export const listOf = ({ embedded }: Engine, column: string): string =>
  // As a text on MySQL too, which has a type of JSON.
  embedded ? `json_group_array(${column})` : `CONCAT(JSON_ARRAYAGG(${column}))`;
