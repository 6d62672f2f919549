import { visibleText } from '../visible-text.js';
import { type BerNode, Tag } from './ber.js';
import { P7mFault, p7mReasons } from './fault.js';
import { demand, oid } from './shape.js';

/** A distinguished name of a certificate (RFC 5280, 4.1.2.4). */
export interface Name {
  /** Equal for names that RFC 5280, 7.1 calls equal: letter case, kind of string and repeated spaces do not count. */
  canonical: string;
  /** The values in the order they stand, by object identifier. */
  attributes: ReadonlyArray<{ type: string; value: string }>;
}

const COMMON_NAME = '2.5.4.3';
const SURNAME = '2.5.4.4';
const SERIAL_NUMBER = '2.5.4.5';
const ORGANISATION = '2.5.4.10';
const GIVEN_NAME = '2.5.4.42';

/** Most attributes of a name, and longest value in octets: RFC 5280 allows 64 and less for most. */
const MAX_ATTRIBUTES = 64;
const MAX_VALUE_BYTES = 512;
/** Longest text of a name that is shown, in characters. */
const MAX_SHOWN = 200;

/** UTF-16 and UTF-32 of big-endian order, as BMPString and UniversalString have it. */
function wide(content: Buffer, unit: 2 | 4): string {
  const points: number[] = [];
  for (let i = 0; i + unit <= content.length; i += unit) points.push(content.readUIntBE(i, unit));
  return points.map((point) => (point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point))).join('');
}

function text(node: BerNode): string {
  const { content } = node;
  if (content.length > MAX_VALUE_BYTES) throw new P7mFault(p7mReasons.tooComplex);
  switch (node.tag) {
    case 0x0c: // UTF8String
      return content.toString('utf8');
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x14: // TeletexString, in practice Latin-1
    case 0x16: // IA5String
    case 0x1a: // VisibleString
      return content.toString('latin1');
    case 0x1c: // UniversalString
      return wide(content, 4);
    case 0x1e: // BMPString
      return wide(content, 2);
    default:
      return `#${node.tag}:${content.toString('hex')}`;
  }
}

/** Reads a Name: a SEQUENCE of SETs of type and value. Throws P7mFault on anything else. */
export function readName(node: BerNode): Name {
  const attributes: Array<{ type: string; value: string }> = [];
  const relative = demand(node, Tag.SEQUENCE).children.map((set) => {
    const parts = demand(set, Tag.SET).children.map((pair) => {
      const [type, value] = demand(pair, Tag.SEQUENCE).children;
      if (!type || !value) throw new P7mFault(p7mReasons.broken);
      const attribute = { type: oid(type), value: text(value) };
      attributes.push(attribute);
      if (attributes.length > MAX_ATTRIBUTES) throw new P7mFault(p7mReasons.tooComplex);
      return JSON.stringify([attribute.type, attribute.value.trim().replace(/\s+/g, ' ').toLowerCase()]);
    });
    return parts.sort().join('+');
  });
  return { canonical: relative.join(','), attributes };
}

function shown(name: Name, type: string): string {
  const value = name.attributes.findLast((each) => each.type === type)?.value ?? '';
  return visibleText(value).slice(0, MAX_SHOWN);
}

/** What a person is called: common name, else given name and surname, else the organisation. */
export function readableName(name: Name): string {
  const person = `${shown(name, GIVEN_NAME)} ${shown(name, SURNAME)}`.trim();
  return shown(name, COMMON_NAME) || person || shown(name, ORGANISATION) || 'Senza nome';
}

/** What a certification authority is called: its name and, where it is another, the organisation behind it. */
export function readableIssuer(name: Name): string {
  const organisation = shown(name, ORGANISATION);
  const common = readableName(name);
  return organisation && organisation !== common ? `${common} (${organisation})` : common;
}

/** A fiscal code of a person, the omocodia variants included, or of an organisation. */
const FISCAL_CODE = /^(?:TINIT-|IT:)([A-Z]{6}[\dL-V]{2}[A-EHLMPR-T][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z]|\d{11})$/i;

/**
 * The signer's fiscal code: in serialNumber of the subject as `TINIT-…` (ETSI EN 319 412-1, 5.1.3) or, in older
 * certificates, `IT:…`. Null when there is none of either form: nothing else there is a fiscal code for sure.
 */
export function fiscalCodeOf(name: Name): string | null {
  for (const { type, value } of name.attributes) {
    const code = type === SERIAL_NUMBER ? FISCAL_CODE.exec(value.trim())?.[1] : undefined;
    if (code) return code.toUpperCase();
  }
  return null;
}
