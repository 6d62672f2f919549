import { constants, createHash, sign } from 'node:crypto';
import type { Identity } from './certificates.js';
import { algorithm, explicit, integer, members, octets, oid, sequence, set, sortedSet, tlv, utcTime } from './der.js';

export const ID_DATA = '1.2.840.113549.1.7.1';
export const ID_SIGNED_DATA = '1.2.840.113549.1.7.2';
export const DIGESTS = {
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha224: '2.16.840.1.101.3.4.2.4',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

export const ATTRIBUTES = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;

export const hashed = (hash: string, content: Buffer): Buffer => createHash(hash).update(content).digest();
export const attribute = (type: string, ...values: Buffer[]): Buffer => sequence(oid(type), set(...values));

/** A signing-certificate-v2 for that DER, with the default digest. */
export const boundTo = (der: Buffer): Buffer =>
  attribute(ATTRIBUTES.signingCertificateV2, sequence(sequence(sequence(octets(hashed('sha256', der))))));

/** A signing-certificate of the first kind for that DER. */
export const boundBySha1 = (der: Buffer): Buffer =>
  attribute(ATTRIBUTES.signingCertificate, sequence(sequence(sequence(octets(hashed('sha1', der))))));

/** What is to be odd in a signature made by hand. */
export interface SignerOptions {
  hash?: keyof typeof DIGESTS;
  /** Object identifier and parameters of the signature algorithm. */
  signatureAlgorithm?: Buffer;
  /** Signed attributes, instead of those that belong there. */
  attributes?: (usual: Buffer[]) => Buffer[];
  /** No signed attributes: the signature is over the content. */
  bare?: boolean;
  /** Signs the attributes in the order given and sends them so, instead of sorted. */
  unsorted?: boolean;
  signature?: Buffer;
  /** The octets after the attributes' header as they are sent, when they are not those signed. */
  sentAttributes?: Buffer;
  sid?: Buffer;
}

const signatureAlgorithms: Record<string, string> = { rsa: '1.2.840.113549.1.1.1', ec: '1.2.840.10045.2.1' };

/** Issuer and serial number of a certificate, as a signer is named by. */
export function issuerAndSerial(der: Buffer): Buffer {
  const [tbs = Buffer.alloc(0)] = members(der);
  const [, serial = Buffer.alloc(0), , issuer = Buffer.alloc(0)] = members(tbs);
  return sequence(issuer, serial);
}

/** A SignerInfo made by hand. */
export function signerInfo(content: Buffer, { privateKey, x509 }: Identity, options: SignerOptions = {}): Buffer {
  const hash = options.hash ?? 'sha256';
  const usual = [
    attribute(ATTRIBUTES.contentType, oid(ID_DATA)),
    attribute(ATTRIBUTES.signingTime, utcTime(new Date())),
    attribute(ATTRIBUTES.messageDigest, octets(hashed(hash, content))),
  ];
  const chosen = options.attributes?.(usual) ?? usual;
  const signed = options.unsorted ? set(...chosen) : sortedSet(...chosen);
  const key = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
  const signature =
    options.signature ??
    sign(hash, options.bare ? content : signed, privateKey.asymmetricKeyType === 'rsa' ? key : privateKey);
  const sent = options.sentAttributes ?? Buffer.concat([Buffer.from([0xa0]), signed.subarray(1)]);
  return sequence(
    integer(1),
    options.sid ?? issuerAndSerial(x509.raw),
    algorithm(DIGESTS[hash]),
    ...(options.bare ? [] : [sent]),
    options.signatureAlgorithm ?? algorithm(signatureAlgorithms[privateKey.asymmetricKeyType ?? ''] ?? '1.2.3'),
    octets(signature),
  );
}

/** What is to be odd in an envelope made by hand. */
export interface EnvelopeOptions {
  contentType?: string;
  /** What stands in `[0]` of the content: an OCTET STRING of it unless said otherwise. */
  wrapped?: Buffer;
  certificates?: readonly Buffer[];
  type?: string;
}

/** A ContentInfo around a SignedData. */
export function envelope(content: Buffer, signers: readonly Buffer[], options: EnvelopeOptions = {}): Buffer {
  const { contentType = ID_DATA, wrapped = octets(content), certificates = [], type = ID_SIGNED_DATA } = options;
  const signedData = sequence(
    integer(1),
    set(algorithm(DIGESTS.sha256)),
    sequence(oid(contentType), explicit(0, wrapped)),
    tlv(0xa0, ...certificates),
    set(...signers),
  );
  return sequence(oid(type), explicit(0, signedData));
}

/** One signer, one certificate, and what is odd about either. */
export const signedBy = (
  content: Buffer,
  by: Identity,
  signer: SignerOptions = {},
  options: EnvelopeOptions = {},
): Buffer => envelope(content, [signerInfo(content, by, signer)], { certificates: [by.x509.raw], ...options });
