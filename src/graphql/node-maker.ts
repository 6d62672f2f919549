import type { Context } from '../context.js';
import type { Row } from './read-model.js';
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

type Wanting = { node: Record<string, unknown>; key: string }[];

/** Makes nodes of the rows of one statement, and then reads, for all of them at once, what their row does not have. */
export class NodeMaker {
  private readonly wanting: Wanting[];

  constructor(
    private readonly context: Context,
    private readonly toNode: ToNode,
    private readonly loads: readonly Load[],
  ) {
    this.wanting = loads.map(() => []);
  }

  /** What the viewer gets of a row; null when its thing is not there. Whole once `finish` is done. */
  node(row: Row, granted = false): object | null {
    return this.toNode(row, this.context, granted, this);
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
