import { type BerNode, MAX_NODES, octetChunks, octets, readBer, Tag } from './ber.js';
import { serialOf } from './certificate.js';
import { P7mFault, p7mReasons } from './fault.js';
import { readName } from './names.js';
import { algorithmIdentifier, Fields, oid } from './shape.js';

/** The content type of what is signed and the only one that is a document: id-data (RFC 5652, 4). */
export const ID_DATA = '1.2.840.113549.1.7.1';
const ID_SIGNED_DATA = '1.2.840.113549.1.7.2';

/** Most signers that are verified: of one envelope, and of all within one file. */
export const MAX_SIGNERS = 32;
/** Most certificates of one envelope: those of the signers and of the authorities above them. */
export const MAX_CERTIFICATES = 128;

/** What one signer has put into the envelope (SignerInfo, RFC 5652, 5.3). */
export interface SignerInfo {
  /**
   * How the signer's certificate is named: by issuer, in canonical form, and serial number, or by key identifier in
   * hexadecimal.
   */
  certificate: { issuer: string; serial: string } | { keyId: string };
  /** Object identifier. */
  digestAlgorithm: string;
  signatureAlgorithm: BerNode;
  signedAttributes: BerNode | undefined;
  signature: Buffer;
}

/** An envelope with a document and signatures (SignedData, RFC 5652, 5.1), not yet verified. */
export interface SignedData {
  /** Object identifier of the content type. */
  contentType: string;
  /** The document, in the pieces in which it was sent: views into the file. */
  content: Buffer[];
  /** X.509 DER, as sent. */
  certificates: Buffer[];
  signers: SignerInfo[];
}

function readSignerInfo(node: BerNode): SignerInfo {
  const fields = new Fields(node);
  fields.next(Tag.INTEGER);
  const keyId = fields.optional(Tag.contextPrimitive(0));
  const issuerAndSerial = keyId ? undefined : new Fields(fields.next(Tag.SEQUENCE));
  const certificate = issuerAndSerial
    ? {
        issuer: readName(issuerAndSerial.next(Tag.SEQUENCE)).canonical,
        serial: serialOf(issuerAndSerial.next(Tag.INTEGER)),
      }
    : { keyId: keyId?.content.toString('hex') ?? '' };
  const digestAlgorithm = algorithmIdentifier(fields.next(Tag.SEQUENCE)).algorithm;
  const signedAttributes = fields.optional(Tag.context(0));
  const signatureAlgorithm = fields.next(Tag.SEQUENCE);
  const signature = octets(fields.any());
  // Unsigned attributes (time stamps, countersignatures, values for later) are let be: nobody vouches for them.
  fields.optional(Tag.context(1));
  fields.end();
  return { certificate, digestAlgorithm, signatureAlgorithm, signedAttributes, signature };
}

/** The SignedData of a ContentInfo (RFC 5652, 3), which must be all that there is. */
function signedDataNode(der: Buffer): BerNode {
  const info = readBer(der, 0, der.length, { left: MAX_NODES });
  if (info.end !== der.length) throw new P7mFault(p7mReasons.trailing);
  const fields = new Fields(info);
  if (oid(fields.next(Tag.OID)) !== ID_SIGNED_DATA) {
    throw new P7mFault(p7mReasons.notSigned, 'ATTACHMENT_NOT_ALLOWED');
  }
  const explicit = new Fields(fields.next(Tag.context(0)));
  fields.end();
  const node = explicit.next(Tag.SEQUENCE);
  explicit.end();
  return node;
}

/**
 * Reads the structure of a P7M in DER or BER. Throws P7mFault: ATTACHMENT_NOT_ALLOWED for envelopes of another kind
 * (encrypted, certificates only, the document elsewhere), ATTACHMENT_SIGNATURE_INVALID for broken ones, for those
 * beyond the bounds and for those that nobody signed.
 */
export function readSignedData(der: Buffer): SignedData {
  const fields = new Fields(signedDataNode(der));
  fields.next(Tag.INTEGER);
  fields.next(Tag.SET);
  const encapsulated = new Fields(fields.next(Tag.SEQUENCE));
  const contentType = oid(encapsulated.next(Tag.OID));
  const explicit = encapsulated.optional(Tag.context(0));
  encapsulated.end();
  const certificateSet = fields.optional(Tag.context(0))?.children ?? [];
  fields.optional(Tag.context(1));
  const signerSet = fields.next(Tag.SET).children;
  fields.end();
  if (!explicit) {
    const reason = signerSet.length === 0 ? p7mReasons.certificatesOnly : p7mReasons.detached;
    throw new P7mFault(reason, 'ATTACHMENT_NOT_ALLOWED');
  }
  if (signerSet.length === 0) throw new P7mFault(p7mReasons.noSigner);
  if (signerSet.length > MAX_SIGNERS || certificateSet.length > MAX_CERTIFICATES) {
    throw new P7mFault(p7mReasons.tooManySigners);
  }
  const wrapped = new Fields(explicit);
  const content = octetChunks(wrapped.any());
  wrapped.end();
  // The set may hold attribute certificates under other tags: they identify no key.
  const certificates = certificateSet.filter((node) => node.tag === Tag.SEQUENCE).map((node) => node.raw);
  return { contentType, content, certificates, signers: signerSet.map(readSignerInfo) };
}
