import { type BerNode, Tag } from './ber.js';

/** The header of an element of definite length, in the shortest form (X.690, 10.1). */
function header(tag: number, length: number): Buffer {
  if (length < 0x80) return Buffer.from([tag, length]);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return Buffer.from([tag, 0x80 + octets.length, ...octets]);
}

/** Universal strings that BER may cut into chunks and DER may not (X.690, 10.2): OCTET STRING and the texts. */
const CHUNKED_STRINGS = new Set([0x24, 0x2c, 0x33, 0x34, 0x36, 0x3a, 0x3c, 0x3e]);

/**
 * Writes an element anew in DER (X.690, 10 and 11): definite lengths, strings whole, the members of a SET OF in order.
 */
export function toDer(node: BerNode, tag: number = node.tag): Buffer {
  if (!node.isConstructed) return Buffer.concat([header(tag, node.content.length), node.content]);
  if (CHUNKED_STRINGS.has(node.tag)) {
    const whole = Buffer.concat(node.children.map(wholeString));
    return Buffer.concat([header(tag & ~0x20, whole.length), whole]);
  }
  const children = node.children.map((child) => toDer(child));
  if (tag === Tag.SET) children.sort(Buffer.compare);
  const content = Buffer.concat(children);
  return Buffer.concat([header(tag, content.length), content]);
}

const wholeString = (node: BerNode): Buffer =>
  node.isConstructed ? Buffer.concat(node.children.map(wholeString)) : node.content;

/** The content of an element under another tag, otherwise octet for octet as it was sent (definite lengths only). */
export const retagged = (node: BerNode, tag: number): Buffer =>
  Buffer.concat([header(tag, node.content.length), node.content]);
