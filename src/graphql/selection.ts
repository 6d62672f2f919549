import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  getNamedType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/**
 * What a client asked for below a field: names, and what it asked for below each. Aliases of one field are merged, and
 * `@skip` and `@include` are not looked at: reading a column too many is harmless, and so a selection depends on the
 * document alone and is worked out once for it.
 */
export class Selection {
  private readonly known = new WeakMap<Selection, Selection>();

  constructor(
    private readonly fields: ReadonlyMap<string, Selection>,
    private readonly members: ReadonlyMap<string, Selection> = new Map(),
  ) {}

  /** The names of the fields. */
  names(): string[] {
    return [...this.fields.keys()];
  }

  has(name: string): boolean {
    return this.fields.has(name);
  }

  /** What is asked for below a field, or nothing. */
  at(name: string): Selection {
    return this.fields.get(name) ?? NOTHING;
  }

  /** What is asked for of one member of a union. */
  on(typeName: string): Selection {
    return this.members.get(typeName) ?? NOTHING;
  }

  /** All that either asks for: the same selection for the same two, so that it can stand for a place in a document. */
  and(other: Selection): Selection {
    const together =
      this.known.get(other) ?? new Selection(merged(this.fields, other.fields), merged(this.members, other.members));
    this.known.set(other, together);
    return together;
  }
}

const NOTHING = new Selection(new Map());

/** A selection that the service makes for itself: fields by their names, and what is wanted below some of them. */
export const select = (names: readonly string[], below: Record<string, Selection> = {}): Selection =>
  new Selection(new Map([...names.map((name) => [name, NOTHING] as const), ...Object.entries(below)]));

const known = new WeakMap<FieldNode, Selection>();

/**
 * What the client asked for below the field that is being resolved: one selection for each place of a document, where
 * the same field can stand in several parts (a fragment, say, and beside it).
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  const selections = info.fieldNodes.map((node) => {
    const selection = known.get(node) ?? read(node.selectionSet, getNamedType(info.returnType), info);
    known.set(node, selection);
    return selection;
  });
  return selections.reduce((all, each) => all.and(each));
}

/** What the client asked for of the nodes of a connection, by way of `edges` or `nodes`, and what of the list itself. */
export interface ConnectionSelection {
  node: Selection;
  totalCount: boolean;
  /** Where the page lies: whether there is more, for one. */
  pageInfo: boolean;
}

const knownConnections = new WeakMap<Selection, ConnectionSelection>();

/** Reads the selection of a field that answers a connection. */
export function connectionSelection(info: GraphQLResolveInfo): ConnectionSelection {
  const selection = selectionOf(info);
  const connection = knownConnections.get(selection) ?? {
    node: selection.at('edges').at('node').and(selection.at('nodes')),
    totalCount: selection.has('totalCount'),
    pageInfo: selection.has('pageInfo'),
  };
  knownConnections.set(selection, connection);
  return connection;
}

type Schema = Pick<GraphQLResolveInfo, 'schema' | 'fragments'>;

function read(set: SelectionSetNode | undefined, type: GraphQLNamedType, schema: Schema): Selection {
  if (isUnionType(type)) {
    const members = type.getTypes().map((member) => [member.name, read(set, member, schema)] as const);
    return new Selection(new Map(), new Map(members));
  }
  const fields = new Map<string, Selection>();
  if (isObjectType(type)) collect(set, type.name, schema, fields);
  return new Selection(fields);
}

function collect(
  set: SelectionSetNode | undefined,
  typeName: string,
  schema: Schema,
  fields: Map<string, Selection>,
): void {
  const type = schema.schema.getType(typeName);
  for (const node of set?.selections ?? []) {
    if (node.kind === Kind.FIELD) {
      const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) continue;
      const below = read(node.selectionSet, getNamedType(field.type), schema);
      fields.set(field.name, fields.get(field.name)?.and(below) ?? below);
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? schema.fragments[node.name.value] : node;
    const condition = fragment?.typeCondition?.name.value;
    const applies = !condition || condition === typeName || isUnionType(schema.schema.getType(condition));
    if (fragment && applies) collect(fragment.selectionSet, typeName, schema, fields);
  }
}

function merged(some: ReadonlyMap<string, Selection>, others: ReadonlyMap<string, Selection>): Map<string, Selection> {
  const all = new Map(some);
  for (const [name, below] of others) all.set(name, all.get(name)?.and(below) ?? below);
  return all;
}
