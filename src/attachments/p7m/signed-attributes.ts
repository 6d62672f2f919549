import { createHash } from 'node:crypto';
import { hashOf } from './algorithms.js';
import { type BerNode, octets, Tag } from './ber.js';
import { P7mFault, p7mReasons } from './fault.js';
import { algorithmIdentifier, demand, Fields, oid, time } from './shape.js';

const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_TIME = '1.2.840.113549.1.9.5';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SHA_256 = '2.16.840.1.101.3.4.2.1';

/** Signed attributes larger than this are none: real ones have some hundred octets, a policy and a place included. */
const MAX_ATTRIBUTES_BYTES = 262_144;

/** What a signer has signed besides the document (RFC 5652, 11 and RFC 5035). */
export interface SignedAttributes {
  /** Object identifier of what was signed. */
  contentType: string;
  messageDigest: Buffer;
  /** When the signer claims to have signed. */
  signedAt: Date | null;
  /**
   * Whether this DER is that of the certificate that the signer bound the signature to; true when it was bound to none.
   */
  bindsTo: (der: Buffer) => boolean;
}

/** The one value of an attribute that may occur once and hold one value; undefined when it is not there. */
function single(attributes: ReadonlyArray<readonly [string, BerNode]>, type: string): BerNode | undefined {
  const found = attributes.filter(([each]) => each === type);
  if (found.length > 1) throw new P7mFault(p7mReasons.badAttributes);
  const values = found[0]?.[1].children;
  if (values && values.length !== 1) throw new P7mFault(p7mReasons.badAttributes);
  return values?.[0];
}

/** The first ESSCertID of a signing-certificate attribute, which is the signer's (RFC 5035, 5.4.1 and 5.4.1.1). */
function certificateId(attribute: BerNode): Fields {
  const list = new Fields(demand(attribute, Tag.SEQUENCE));
  return new Fields(new Fields(list.next(Tag.SEQUENCE)).next(Tag.SEQUENCE));
}

const hashed = (hash: string, der: Buffer): Buffer => createHash(hash).update(der).digest();

/**
 * Compares a certificate with both generations of the attribute: the first has SHA-1, the second names its digest or
 * means SHA-256.
 */
function binding(v1: BerNode | undefined, v2: BerNode | undefined): (der: Buffer) => boolean {
  const wanted: Array<{ hash: string; digest: Buffer }> = [];
  if (v1) wanted.push({ hash: 'sha1', digest: octets(certificateId(v1).next(Tag.OCTET_STRING)) });
  if (v2) {
    const id = certificateId(v2);
    const algorithm = id.optional(Tag.SEQUENCE);
    const hash = hashOf(algorithm ? algorithmIdentifier(algorithm).algorithm : SHA_256);
    wanted.push({ hash, digest: octets(id.next(Tag.OCTET_STRING)) });
  }
  return (der) => wanted.every(({ hash, digest }) => hashed(hash, der).equals(digest));
}

/** Reads the signed attributes of a signer. Throws P7mFault when one is missing, broken or there twice. */
export function readSignedAttributes(node: BerNode | undefined): SignedAttributes {
  if (!node) throw new P7mFault(p7mReasons.noAttributes);
  if (node.raw.length > MAX_ATTRIBUTES_BYTES) throw new P7mFault(p7mReasons.tooComplex);
  const attributes = node.children.map((each): readonly [string, BerNode] => {
    const fields = new Fields(demand(each, Tag.SEQUENCE));
    return [oid(fields.next(Tag.OID)), fields.next(Tag.SET)];
  });
  const contentType = single(attributes, CONTENT_TYPE);
  const messageDigest = single(attributes, MESSAGE_DIGEST);
  const signingTime = single(attributes, SIGNING_TIME);
  if (!contentType || !messageDigest) throw new P7mFault(p7mReasons.noAttributes);
  return {
    contentType: oid(contentType),
    messageDigest: octets(messageDigest),
    signedAt: signingTime ? time(signingTime) : null,
    bindsTo: binding(single(attributes, SIGNING_CERTIFICATE), single(attributes, SIGNING_CERTIFICATE_V2)),
  };
}
