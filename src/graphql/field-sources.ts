import type { Context } from '../context.js';
import type { ReadModel } from './read-model.js';
import type { Condition } from './search.js';
import type { Selection } from './selection.js';

/** How one field is read. */
export interface FieldSource {
  /** The columns of this table that the field needs. */
  columns: readonly string[];
  /** What the viewer gets of them. Without it they get the columns themselves. */
  value?: (columns: never, context: Context, granted: boolean) => unknown;
  /** Another thing that a column points to, or another type read from the same row when `via` is null. */
  one?: {
    via: string | null;
    model: () => ReadModel;
    grant?: (columns: never, context: Context) => boolean;
    where?: (context: Context, alias: string) => Condition[];
  };
  /** What is read for many things at once, by a column of theirs, in one statement of its own. */
  loaded?: Loaded;
  /** Decides whether this viewer may know what `one` points to. */
  visible?: (columns: never, context: Context) => boolean;
}

/** How a field is read that the row does not have. */
export interface Loaded {
  by: string;
  /** What needs no reading, worked out of the row; undefined where it has to be read. */
  known?: (columns: never, context: Context) => unknown;
  /** What is found under each of some values of the column; what it leaves out is `missing`. */
  load: (context: Context, selection: Selection, keys: string[]) => Promise<ReadonlyMap<string, unknown>>;
  missing: unknown;
  joined?: JoinedList;
}

/** A list of things that point back by a column of theirs: it can come with the rows, where no LIMIT would count them. */
export interface JoinedList {
  model: () => ReadModel;
  by: string;
  /** The column that the list is in order of. */
  order: string;
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

    /**
     * Another thing that a column points to. `visible` hides it by the row, `where` by what holds for it (by the alias it
     * has in the statement); `grant` opens what its model keeps closed.
     */
    one: <C extends Column = never>(
      via: Column,
      model: () => ReadModel,
      rights: {
        columns?: readonly C[];
        visible?: (columns: Pick<E, C>, context: Context) => boolean;
        grant?: (columns: Pick<E, C>, context: Context) => boolean;
        where?: (context: Context, alias: string) => Condition[];
      } = {},
    ): FieldSource => ({
      columns: [via, ...(rights.columns ?? [])],
      one: { via, model, ...(rights.grant && { grant: rights.grant }), ...(rights.where && { where: rights.where }) },
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

    /**
     * What many rows have one of, or a list of, read for all of them at once by a column. `known` spares the reading, and
     * so does `joined` where the list can come with the rows.
     */
    loaded: <C extends Column, Value>(
      by: C,
      missing: Value,
      load: (context: Context, selection: Selection, keys: string[]) => Promise<ReadonlyMap<string, Value>>,
      spared: {
        known?: { columns: readonly C[]; value: (columns: Pick<E, C>, context: Context) => Value | undefined };
        joined?: JoinedList;
      } = {},
    ): FieldSource => ({
      columns: [by, ...(spared.known?.columns ?? [])],
      loaded: {
        by,
        missing,
        load,
        ...(spared.known && { known: spared.known.value }),
        ...(spared.joined && { joined: spared.joined }),
      },
    }),

    /** A field with a resolver of its own, which needs these columns of the row besides the id. */
    resolved: (...names: Column[]): FieldSource => ({ columns: names }),
  };
}

const column = (name: string): FieldSource => ({ columns: [name] });
