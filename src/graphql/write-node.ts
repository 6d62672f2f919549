import type { Context } from '../context.js';
import type { Converter } from './converters.js';
import type { NodeMaker, ToNode } from './node-maker.js';
import type { Row } from './read-model.js';

/** The columns of one row, as the entity has them. */
export type Columns = Record<string, unknown>;

/** A column of a statement. */
export interface ReadColumn {
  name: string;
  /** Where a row has it: `alias__column`. */
  key: string;
  convert: Converter | undefined;
}

/** Makes one field of a node. Nothing, where the node gets it later. */
export type MakeField = (
  columns: Columns,
  row: Row,
  context: Context,
  granted: boolean,
  maker: NodeMaker,
  node: Columns,
) => unknown;

/** What a node is made of. */
export interface NodeParts {
  type: new () => object;
  /** Where a row has the id: without one its thing is not there. */
  id: string;
  /** Columns that the node has as they are. */
  kept: readonly ReadColumn[];
  /** Columns that fields are worked out from. */
  worked: readonly ReadColumn[];
  /** Is told what the node opens, before its fields are made. */
  note: ((columns: Columns, context: Context) => void) | null;
  fields: ReadonlyMap<string, MakeField>;
}

/**
 * How rows of one statement become nodes, written out as code: a loop over names would look up each name in each row, and
 * give each node its fields one unknown name after the other, which took twice the time.
 */
export function writeNode({ type, id, kept, worked, note, fields }: NodeParts): ToNode {
  const used: unknown[] = [];
  const use = (value: unknown): string => `used${used.push(value) - 1}`;
  const read = ({ key, convert }: ReadColumn): string =>
    convert ? `row.${name(key)} === null ? null : ${use(convert)}(row.${key})` : `row.${name(key)}`;

  const lines = [
    `if (row.${name(id)} == null) return null;`,
    `const node = new ${use(type)}();`,
    'maker.made(node);',
    ...kept.map((column) => `node.${name(column.name)} = ${read(column)};`),
  ];
  if (note || fields.size > 0) {
    lines.push(`const columns = { ${worked.map((column) => `${name(column.name)}: ${read(column)}`).join(', ')} };`);
  }
  if (note) lines.push(`${use(note)}(columns, context);`);
  for (const [field, make] of fields) {
    lines.push(`node.${name(field)} = ${use(make)}(columns, row, context, granted, maker, node);`);
  }
  const body = `return (row, context, granted, maker) => { ${lines.join('\n')}\nreturn node; };`;
  return new Function(...used.map((_, index) => `used${index}`), body)(...used) as ToNode;
}

/** A name of ours, from the entities. Nothing else may stand in code. */
function name(text: string): string {
  if (!/^[a-z]\w*$/i.test(text)) throw new Error(`${text} is no name`);
  return text;
}
