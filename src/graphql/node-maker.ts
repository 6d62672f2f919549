import type { Context } from '../context.js';
import type { Row } from './read-model.js';
import { isOfAnotherInstant, keepInstant } from './reading-instant.js';
import type { Selection } from './selection.js';

/** Makes what the viewer gets of one row. `granted` opens what the model keeps closed, where the way to here does. */
export type ToNode = (row: Row, context: Context, granted: boolean, maker: NodeMaker) => object | null;

/** A field that is read for many nodes at once, by the value of a column of theirs. */
export interface Load {
  name: string;
  selection: Selection;
  load: (context: Context, selection: Selection, keys: string[]) => Promise<ReadonlyMap<string, unknown>>;
  /** What the field is where nothing was found. */
  missing: unknown;
}

/** A list whose entries come with the rows, one row for each. */
export interface List {
  name: string;
  /** The column by which its entries are in order. */
  order: string;
  /** Where a row has the id of what the list belongs to. */
  root: string;
  toEntry: ToNode;
}

type Wanting = { node: Record<string, unknown>; key: string }[];

/** Makes nodes of the rows of one statement, and then reads, for all of them at once, what their row does not have. */
export class NodeMaker {
  private readonly wanting: Wanting[];
  private readonly keepsInstant: boolean;

  constructor(
    private readonly context: Context,
    private readonly toNode: ToNode,
    private readonly loads: readonly Load[],
    private readonly list: List | null,
  ) {
    this.wanting = loads.map(() => []);
    this.keepsInstant = isOfAnotherInstant(context);
  }

  /** What the viewer gets of rows. Where a list comes with them, the rows of its entries make one node together. */
  nodes(rows: readonly Row[], granted: (row: Row) => boolean): object[] {
    const { list } = this;
    if (!list) return rows.map((row) => this.node(row, granted(row)) as object);
    const nodes = new Map<unknown, Record<string, unknown>>();
    for (const row of rows) {
      const id = row[list.root];
      const grants = granted(row);
      const node = nodes.get(id) ?? (this.node(row, grants) as Record<string, unknown>);
      nodes.set(id, node);
      const entry = list.toEntry(row, this.context, grants, this);
      if (entry) (node[list.name] as object[]).push(entry);
    }
    const place = (entry: object) => Number(Reflect.get(entry, list.order));
    for (const node of nodes.values()) {
      const entries = node[list.name] as object[];
      if (entries.length > 1) entries.sort((one, other) => place(one) - place(other));
    }
    return [...nodes.values()];
  }

  /** What the viewer gets of a row; null when its thing is not there. Whole once `finish` is done. */
  node(row: Row, granted = false): object | null {
    return this.toNode(row, this.context, granted, this);
  }

  /** Is told of every node that is made. */
  made(node: object): void {
    if (this.keepsInstant) keepInstant(node, this.context);
  }

  /** Notes that a node wants what is found under a key. */
  want(place: number, node: Record<string, unknown>, key: string): void {
    this.wanting[place]?.push({ node, key });
  }

  /** Reads what the nodes want: one statement for each field that wants one, however many nodes there are. */
  async finish(): Promise<void> {
    await Promise.all(this.loads.map((load, place) => this.fill(load, this.wanting[place] ?? [])));
  }

  private async fill({ name, selection, load, missing }: Load, wanting: Wanting): Promise<void> {
    if (wanting.length === 0) return;
    const found = await load(this.context, selection, [...new Set(wanting.map(({ key }) => key))]);
    for (const { node, key } of wanting) node[name] = found.has(key) ? found.get(key) : missing;
  }
}
