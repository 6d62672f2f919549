import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { badInput, badInputs, type Violation } from './errors.js';

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;

/** Where a page lies in its list. */
@ObjectType({ description: 'Where a page lies in its list.', simpleResolvers: true })
export class PageInfo {
  @Field({ description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first node; null on an empty page.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last node: pass it as `after` for the next page.',
  })
  endCursor!: string | null;
}

/** One page of a list. */
export interface Connection<Node> {
  edges: { cursor: string; node: Node }[];
  nodes: Node[];
  pageInfo: PageInfo;
  /** Counted only when it is asked for. */
  totalCount: number | null;
}

/** Makes the edge and connection types of a node, named after it. */
export function connectionType<Node extends object>(name: string, node: () => ClassType<Node> | object) {
  @ObjectType(`${name}Edge`, { description: `One entry of a page of ${name} nodes.`, simpleResolvers: true })
  class Edge {
    @Field({ description: 'Opaque: pass it as `after` or `before`.' })
    cursor!: string;

    @Field(node as () => ClassType<Node>, { description: 'The entry itself.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `One page of a list of ${name} nodes.`, simpleResolvers: true })
  class ConnectionOfNode implements Connection<Node> {
    @Field(() => [Edge], { description: 'The entries of this page, each with its cursor.' })
    edges!: Edge[];

    @Field(() => [node()] as [ClassType<Node>], { description: 'The entries of this page.' })
    nodes!: Node[];

    @Field({ description: 'Where this page lies in the list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many entries the whole list has. Counted only when asked for.' })
    totalCount!: number;
  }
  return ConnectionOfNode;
}

/** The page arguments of a list that is read forward. */
@ArgsType()
export class ForwardArgs {
  @Field(() => Int, { defaultValue: DEFAULT_PAGE, nullable: true, description: 'How many at most: 1 to 100.' })
  first!: number | null;

  @Field(() => String, { nullable: true, description: 'Continue after this cursor.' })
  after?: string | null;
}

/** A page to read: this many, after the position of a cursor, in reading order or, for the end of a list, backward. */
export interface Page {
  size: number;
  backward: boolean;
  position: string[] | null;
}

/** Page arguments as a client may send them. */
interface PageArguments {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/**
 * Checks page arguments. A cursor is opaque to clients and belongs to one order of a list: `key` names it, and one of
 * another order is refused. Throws BAD_USER_INPUT that names the argument.
 */
export function readPage({ first, after, last, before }: PageArguments, key: string): Page {
  const violations: Violation[] = [];
  const backward = last != null;
  if (backward && (first != null || after != null)) {
    violations.push({
      path: 'last',
      message: text('non si combina con first e after.', 'does not go with first or after.'),
    });
  }
  if (!backward && before != null) {
    violations.push({ path: 'before', message: text('richiede last.', 'goes with last.') });
  }
  const size = (backward ? last : first) ?? DEFAULT_PAGE;
  if (size < 1 || size > LARGEST_PAGE) {
    const message = text(`richiede un numero da 1 a ${LARGEST_PAGE}.`, `takes a number from 1 to ${LARGEST_PAGE}.`);
    violations.push({ path: backward ? 'last' : 'first', message });
  }
  if (violations.length > 0) throw badInputs(violations);
  const cursor = backward ? before : after;
  return { size, backward, position: cursor == null ? null : readCursor(cursor, key, backward ? 'before' : 'after') };
}

const text = (it: string, en: string) => ({ it, en });

/** The cursor of an entry: the values that its list is sorted by. */
export const writeCursor = (key: string, position: string[]): string =>
  Buffer.from(JSON.stringify([key, ...position])).toString('base64url');

function readCursor(cursor: string, key: string, path: string): string[] {
  try {
    const [kind, ...position]: unknown[] = JSON.parse(Buffer.from(cursor.slice(0, 2_000), 'base64url').toString());
    if (kind === key && position.length > 0 && position.every((value) => typeof value === 'string')) return position;
  } catch {
    // Told below: whatever is wrong with it, it is not a cursor of this list.
  }
  throw badInput(path, text('non è un cursore di questo elenco.', 'is not a cursor of this list.'));
}

/**
 * Makes the page of what was read: up to one node more than the page holds tells whether there is another one.
 * `position` gives the values that a node is sorted by.
 */
export function connection<Node>(
  page: Page,
  key: string,
  read: Node[],
  position: (node: Node) => string[],
  totalCount: number | null,
): Connection<Node> {
  const nodes = read.slice(0, page.size);
  if (page.backward) nodes.reverse();
  return new ReadPage(nodes, totalCount, page, read.length > page.size, (node) => writeCursor(key, position(node)));
}

/**
 * A page that was read, which writes cursors only where they are asked for. Its getters are those of a class: with getters
 * of its own, each page would have a shape of its own, which outlives the request and keeps all of the page until the next
 * full collection of garbage.
 */
class ReadPage<Node> implements Connection<Node> {
  constructor(
    readonly nodes: Node[],
    readonly totalCount: number | null,
    private readonly page: Page,
    private readonly hasMore: boolean,
    private readonly cursor: (node: Node) => string,
  ) {}

  get edges(): Connection<Node>['edges'] {
    return this.nodes.map((node) => ({ cursor: this.cursor(node), node }));
  }

  get pageInfo(): PageInfo {
    return new ReadPageInfo(this.page, this.hasMore, this.nodes, this.cursor);
  }
}

/** Where a page that was read lies: cursors here too are written only where they are asked for. */
class ReadPageInfo<Node> implements PageInfo {
  constructor(
    private readonly page: Page,
    private readonly hasMore: boolean,
    private readonly nodes: readonly Node[],
    private readonly cursor: (node: Node) => string,
  ) {}

  get hasNextPage(): boolean {
    return this.page.backward ? this.page.position !== null : this.hasMore;
  }

  get hasPreviousPage(): boolean {
    return this.page.backward ? this.hasMore : this.page.position !== null;
  }

  get startCursor(): string | null {
    return this.cursorOf(this.nodes[0]);
  }

  get endCursor(): string | null {
    return this.cursorOf(this.nodes.at(-1));
  }

  private cursorOf(node: Node | undefined): string | null {
    return node === undefined ? null : this.cursor(node);
  }
}
