import { X509Certificate } from 'node:crypto';
import { isWeakHash, signatureScheme } from './algorithms.js';
import { type BerNode, octets, readBer, Tag } from './ber.js';
import { P7mFault, p7mReasons } from './fault.js';
import { type Name, readName } from './names.js';
import { Fields, oid, smallInteger, time } from './shape.js';

/** A certificate (RFC 5280, 4.1): what node:crypto does not tell of it is read from its DER. */
export interface Certificate {
  x509: X509Certificate;
  der: Buffer;
  subject: Name;
  issuer: Name;
  /** Hexadecimal without leading zeros. */
  serial: string;
  validFrom: Date;
  validUntil: Date;
  /** Subject key identifier in hexadecimal. */
  keyId?: string;
  /** Whether basicConstraints make it a certification authority. */
  isAuthority: boolean;
  /** How many authorities may stand between it and the last certificate; any number when undefined. */
  pathLength?: number;
  /** First two octets of keyUsage; undefined when it restricts nothing. */
  keyUsage?: number;
  /** Whether it has a critical extension that we do not know: RFC 5280, 4.2 has such a chain refused. */
  hasUnknownCritical: boolean;
  /** Whether the signature on it vouches for nothing any more: SHA-1, or nothing that we know. */
  hasWeakSignature: boolean;
}

/** Bits of keyUsage (RFC 5280, 4.2.1.3) as they stand in its first octet. */
export const KeyUsage = { DIGITAL_SIGNATURE: 0x80, CONTENT_COMMITMENT: 0x40, CERTIFICATE_SIGNING: 0x04 } as const;

const KEY_IDENTIFIER = '2.5.29.14';
const KEY_USAGE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';
/**
 * Extensions that may be critical without a say in what we ask: alternative names, policies, key identifier, further
 * usages, QC statements.
 */
const HARMLESS = new Set(['2.5.29.17', '2.5.29.18', '2.5.29.32', '2.5.29.35', '2.5.29.37', '1.3.6.1.5.5.7.1.3']);

/** Elements of one certificate at most: real ones have some 150. */
const MAX_CERTIFICATE_NODES = 1_000;
/** Octets of one certificate at most: real ones have some 2,000. */
const MAX_CERTIFICATE_BYTES = 16_384;

/** The content of an INTEGER in hexadecimal without leading zeros, as serial numbers are compared. */
export const serialOf = (node: BerNode): string => node.content.toString('hex').replace(/^(?:00)+(?=..)/, '');

type Extensions = Pick<Certificate, 'keyId' | 'isAuthority' | 'pathLength' | 'keyUsage' | 'hasUnknownCritical'>;

function readExtension(found: Extensions, type: string, isCritical: boolean, value: Buffer): void {
  const node = readBer(value, 0, value.length, { left: MAX_CERTIFICATE_NODES });
  if (type === KEY_IDENTIFIER) {
    found.keyId = octets(node).toString('hex');
  } else if (type === KEY_USAGE) {
    // The first octet of a BIT STRING counts the unused bits of its last.
    found.keyUsage = node.content[1] ?? 0;
  } else if (type === BASIC_CONSTRAINTS) {
    const fields = new Fields(node);
    found.isAuthority = fields.optional(Tag.BOOLEAN)?.content[0] === 0xff;
    const pathLength = fields.optional(Tag.INTEGER);
    if (pathLength) found.pathLength = smallInteger(pathLength);
  } else if (isCritical && !HARMLESS.has(type)) {
    found.hasUnknownCritical = true;
  }
}

function readExtensions(node: BerNode | undefined): Extensions {
  const found: Extensions = { isAuthority: false, hasUnknownCritical: false };
  for (const extension of node?.children[0]?.children ?? []) {
    const fields = new Fields(extension);
    const type = oid(fields.next(Tag.OID));
    const isCritical = fields.optional(Tag.BOOLEAN)?.content[0] === 0xff;
    // Only what is asked about is opened: an odd one among the others hurts nobody.
    if (isCritical || [KEY_IDENTIFIER, KEY_USAGE, BASIC_CONSTRAINTS].includes(type)) {
      readExtension(found, type, isCritical, octets(fields.next(Tag.OCTET_STRING)));
    }
  }
  return found;
}

function isWeakSignature(signature: BerNode): boolean {
  try {
    return isWeakHash(signatureScheme(signature).hash);
  } catch {
    return true;
  }
}

/**
 * Reads a certificate of one X.509 DER. Throws P7mFault when it is none, or holds a key that node:crypto does not know.
 */
export function readCertificate(der: Buffer): Certificate {
  if (der.length > MAX_CERTIFICATE_BYTES) throw new P7mFault(p7mReasons.tooComplex);
  const node = readBer(der, 0, der.length, { left: MAX_CERTIFICATE_NODES });
  const outer = new Fields(node);
  const fields = new Fields(outer.next(Tag.SEQUENCE));
  const signature = outer.next(Tag.SEQUENCE);
  fields.optional(Tag.context(0));
  const serial = serialOf(fields.next(Tag.INTEGER));
  fields.next(Tag.SEQUENCE);
  const issuer = readName(fields.next(Tag.SEQUENCE));
  const [validFrom, validUntil] = fields.next(Tag.SEQUENCE).children;
  const subject = readName(fields.next(Tag.SEQUENCE));
  fields.next(Tag.SEQUENCE);
  fields.optional(Tag.contextPrimitive(1));
  fields.optional(Tag.contextPrimitive(2));
  const extensions = readExtensions(fields.optional(Tag.context(3)));
  if (!validFrom || !validUntil) throw new P7mFault(p7mReasons.broken);
  const x509 = parse(der);
  const hasWeakSignature = isWeakSignature(signature);
  const validity = { validFrom: time(validFrom), validUntil: time(validUntil) };
  return { x509, der, subject, issuer, serial, ...validity, ...extensions, hasWeakSignature };
}

function parse(der: Buffer): X509Certificate {
  try {
    const x509 = new X509Certificate(der);
    // The key is decoded when it is first asked for: now, so that a bad one counts as a bad certificate.
    void x509.publicKey;
    return x509;
  } catch {
    throw new P7mFault(p7mReasons.broken);
  }
}
