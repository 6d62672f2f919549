import type { QueryRunner } from 'typeorm';

/** The column types of an engine, so that one migration serves both. */
export interface Dialect {
  id: string;
  instant: string;
  text: string;
  flag: string;
  /** What follows the closing bracket of a table. */
  table: string;
  /** Whether this is the embedded engine. */
  embedded: boolean;
}

/**
 * MySQL and MariaDB compare text byte by byte (utf8mb4_bin), as SQLite does: what has to be found regardless of case or
 * accents has a column of its own that is normalised in the code, so both engines answer the same.
 */
const SERVER: Dialect = {
  id: 'CHAR(36) CHARACTER SET ascii COLLATE ascii_bin',
  instant: 'DATETIME(3)',
  text: 'MEDIUMTEXT',
  flag: 'BOOLEAN',
  table: 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
  embedded: false,
};

const EMBEDDED: Dialect = {
  id: 'CHAR(36)',
  instant: 'DATETIME(3)',
  text: 'TEXT',
  flag: 'BOOLEAN',
  table: '',
  embedded: true,
};

/** The dialect of the engine that is being migrated. */
export const dialectOf = (runner: QueryRunner): Dialect =>
  runner.dataSource.options.type === 'better-sqlite3' ? EMBEDDED : SERVER;
