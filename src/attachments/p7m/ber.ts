import { P7mFault, p7mReasons } from './fault.js';

/** Identifier octets (X.690, 8.1.2) of the types that certificates and signatures are made of. */
export const Tag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OCTET_STRING_CHUNKS: 0x24,
  OID: 0x06,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
  /** `[n]` constructed, of whatever follows. */
  context: (n: number): number => 0xa0 + n,
  /** `[n]` primitive. */
  contextPrimitive: (n: number): number => 0x80 + n,
} as const;

const CONSTRUCTED = 0x20;
const HIGH_TAG_NUMBER = 0x1f;
const INDEFINITE = 0x80;
/** Longest length field that is read, in octets: none of a file below 4 GB needs more, some writers pad. */
const MAX_LENGTH_OCTETS = 8;

/** Deepest nesting that is followed: a SignedData with indefinite lengths and chunks needs 8. */
export const MAX_DEPTH = 32;
/**
 * Most elements that are read of one file. Signers write documents in chunks of 1,000 octets and more, which makes
 * 25,000 of 25 MB; reading 100,000 takes some 10 ms.
 */
export const MAX_NODES = 100_000;

/** How many elements may still be read: shared by all elements of one file. */
export interface NodeBudget {
  left: number;
}

/**
 * An element of BER (X.690, 8): definite or indefinite in length. Elements of definite length are entered only when
 * their children are asked for; those of indefinite length are walked once, to find where they end.
 */
export class BerNode {
  private known: BerNode[] | undefined;

  constructor(
    private readonly source: Buffer,
    /** The identifier octet: class, constructed bit and number. */
    readonly tag: number,
    private readonly start: number,
    private readonly contentStart: number,
    private readonly contentEnd: number,
    readonly end: number,
    readonly depth: number,
    private readonly budget: NodeBudget,
    children?: BerNode[],
  ) {
    this.known = children;
  }

  /** The octets of the content: a view, not a copy. */
  get content(): Buffer {
    return this.source.subarray(this.contentStart, this.contentEnd);
  }

  /** The octets of the whole element as they were sent. */
  get raw(): Buffer {
    return this.source.subarray(this.start, this.end);
  }

  get isConstructed(): boolean {
    return (this.tag & CONSTRUCTED) !== 0;
  }

  /** The elements inside. Throws P7mFault when this holds none, or broken ones. */
  get children(): readonly BerNode[] {
    if (this.known) return this.known;
    if (!this.isConstructed) throw new P7mFault(p7mReasons.broken);
    const children: BerNode[] = [];
    for (let offset = this.contentStart; offset < this.contentEnd; ) {
      const child = readBer(this.source, offset, this.contentEnd, this.budget, this.depth + 1);
      children.push(child);
      offset = child.end;
    }
    this.known = children;
    return children;
  }
}

/** Length of the content that starts at `start`, and that offset; `undefined` as length when it is indefinite. */
function readLength(source: Buffer, offset: number, limit: number): { start: number; length: number | undefined } {
  const first = source[offset] ?? 0;
  if (first === INDEFINITE) return { start: offset + 1, length: undefined };
  if (first < INDEFINITE) return { start: offset + 1, length: first };
  const octets = first - INDEFINITE;
  const start = offset + 1 + octets;
  if (octets > MAX_LENGTH_OCTETS || start > limit) throw new P7mFault(p7mReasons.broken);
  let length = 0;
  for (let i = offset + 1; i < start; i += 1) length = length * 256 + (source[i] ?? 0);
  return { start, length };
}

/**
 * Reads the element at an offset, which has to end at or before the limit. Throws P7mFault: broken when lengths and
 * ends do not agree, too complex beyond MAX_DEPTH and the budget.
 */
export function readBer(source: Buffer, offset: number, limit: number, budget: NodeBudget, depth = 0): BerNode {
  budget.left -= 1;
  if (budget.left < 0 || depth > MAX_DEPTH) throw new P7mFault(p7mReasons.tooComplex);
  const tag = source[offset] ?? 0;
  // Numbers above 30 occur nowhere in signed data, and an end-of-contents only where it is looked for.
  if (offset + 2 > limit || (tag & HIGH_TAG_NUMBER) === HIGH_TAG_NUMBER || tag === 0) {
    throw new P7mFault(p7mReasons.broken);
  }
  const { start, length } = readLength(source, offset + 1, limit);
  if (length !== undefined) {
    const end = start + length;
    if (end > limit) throw new P7mFault(p7mReasons.broken);
    return new BerNode(source, tag, offset, start, end, end, depth, budget);
  }
  if ((tag & CONSTRUCTED) === 0) throw new P7mFault(p7mReasons.broken);
  const children: BerNode[] = [];
  let next = start;
  while (source[next] !== 0 || source[next + 1] !== 0 || next + 2 > limit) {
    const child = readBer(source, next, limit, budget, depth + 1);
    children.push(child);
    next = child.end;
  }
  return new BerNode(source, tag, offset, start, next, next + 2, depth, budget, children);
}

/**
 * The octets of an OCTET STRING, whole or in chunks of chunks (X.690, 8.7): views in their order. Throws P7mFault on
 * anything else.
 */
export function octetChunks(node: BerNode): Buffer[] {
  if (node.tag === Tag.OCTET_STRING) return [node.content];
  if (node.tag !== Tag.OCTET_STRING_CHUNKS) throw new P7mFault(p7mReasons.broken);
  const chunks: Buffer[] = [];
  const collect = (parent: BerNode): void => {
    for (const child of parent.children) {
      if (child.tag === Tag.OCTET_STRING) chunks.push(child.content);
      else if (child.tag === Tag.OCTET_STRING_CHUNKS) collect(child);
      else throw new P7mFault(p7mReasons.broken);
    }
  };
  collect(node);
  return chunks;
}

/** An OCTET STRING as one buffer: a view where it is whole. Throws P7mFault on anything else. */
export function octets(node: BerNode): Buffer {
  const chunks = octetChunks(node);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}
