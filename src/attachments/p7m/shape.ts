import { type BerNode, Tag } from './ber.js';
import { P7mFault, p7mReasons } from './fault.js';

/** The node, when it is there and of that type; otherwise the file is broken (P7mFault). */
export function demand(node: BerNode | undefined, tag: number): BerNode {
  if (!node || node.tag !== tag) throw new P7mFault(p7mReasons.broken);
  return node;
}

/** Reads the children of a SEQUENCE or SET one after another, optional ones by their tags. Throws P7mFault. */
export class Fields {
  private index = 0;
  private readonly nodes: readonly BerNode[];

  constructor(parent: BerNode) {
    this.nodes = parent.children;
  }

  /** The next child, which has to be of this type. */
  next(tag: number): BerNode {
    const node = demand(this.nodes[this.index], tag);
    this.index += 1;
    return node;
  }

  /** The next child when it is of this type. */
  optional(tag: number): BerNode | undefined {
    return this.nodes[this.index]?.tag === tag ? this.next(tag) : undefined;
  }

  /** The next child of whatever type. */
  any(): BerNode {
    const node = this.nodes[this.index];
    if (!node) throw new P7mFault(p7mReasons.broken);
    this.index += 1;
    return node;
  }

  /** Nothing may follow. */
  end(): void {
    if (this.index < this.nodes.length) throw new P7mFault(p7mReasons.broken);
  }
}

/** Longest object identifier that is decoded, in octets; the known ones have 11. */
const MAX_OID_OCTETS = 32;

/** An OBJECT IDENTIFIER in dotted notation (X.690, 8.19). Throws P7mFault on anything else. */
export function oid(node: BerNode): string {
  const { content } = demand(node, Tag.OID);
  if (content.length === 0 || content.length > MAX_OID_OCTETS) throw new P7mFault(p7mReasons.broken);
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet & 0x80) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - 40 * root);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join('.');
}

/** The type of an AlgorithmIdentifier (RFC 5280, 4.1.1.2) and its parameters. Throws P7mFault. */
export function algorithmIdentifier(node: BerNode): { algorithm: string; parameters: BerNode | undefined } {
  const [algorithm, parameters] = demand(node, Tag.SEQUENCE).children;
  return { algorithm: oid(demand(algorithm, Tag.OID)), parameters };
}

/** A small INTEGER of no sign. Throws P7mFault when it is larger than 32 bits. */
export function smallInteger(node: BerNode): number {
  const { content } = demand(node, Tag.INTEGER);
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) & 0x80) throw new P7mFault(p7mReasons.broken);
  return content.readUIntBE(0, content.length);
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:\.\d{1,9})?(Z|[+-]\d{4})$/;

/**
 * A UTCTime or GeneralizedTime (RFC 5280, 4.1.2.5: two-digit years from 50 on are of the last century). Throws
 * P7mFault.
 */
export function time(node: BerNode): Date {
  const isShort = node.tag === Tag.UTC_TIME;
  if (!isShort && node.tag !== Tag.GENERALIZED_TIME) throw new P7mFault(p7mReasons.broken);
  const match = (isShort ? UTC_TIME : GENERALIZED_TIME).exec(node.content.subarray(0, 40).toString('latin1'));
  if (!match) throw new P7mFault(p7mReasons.broken);
  const [, year = '', month, day, hour, minute, second = '00', zone = 'Z'] = match;
  const century = isShort ? (Number(year) >= 50 ? '19' : '20') : '';
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const date = new Date(`${century}${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  if (Number.isNaN(date.getTime())) throw new P7mFault(p7mReasons.broken);
  return date;
}
