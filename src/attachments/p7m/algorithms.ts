import { constants, type KeyObject, verify } from 'node:crypto';
import { type BerNode, Tag } from './ber.js';
import { P7mFault, p7mReasons } from './fault.js';
import { algorithmIdentifier, smallInteger } from './shape.js';

/** The digests that are computed. SHA-1 only so that old documents can be read: see isWeakHash. */
export type Hash = 'sha1' | 'sha256' | 'sha384' | 'sha512';

type Family = 'rsa' | 'rsa-pss' | 'ec';

/** How a signature is computed: family of keys, digest and, for PSS, length of the salt in octets. */
export interface SignatureScheme {
  family: Family;
  hash: Hash;
  saltLength?: number;
}

const HASHES: Readonly<Record<string, Hash>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Signature algorithms (RFC 3370, 5754, 5753): those that name a key only take the digest that stands beside them. */
const SIGNATURES: Readonly<Record<string, { family: Family; hash?: Hash }>> = {
  '1.2.840.113549.1.1.1': { family: 'rsa' },
  '1.2.840.113549.1.1.5': { family: 'rsa', hash: 'sha1' },
  '1.3.14.3.2.29': { family: 'rsa', hash: 'sha1' },
  '1.2.840.113549.1.1.11': { family: 'rsa', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'rsa', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'rsa', hash: 'sha512' },
  '1.2.840.10045.2.1': { family: 'ec' },
  '1.2.840.10045.4.1': { family: 'ec', hash: 'sha1' },
  '1.2.840.10045.4.3.2': { family: 'ec', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ec', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ec', hash: 'sha512' },
};
const RSASSA_PSS = '1.2.840.113549.1.1.10';
const MGF1 = '1.2.840.113549.1.1.8';

/** Curves of ETSI TS 119 312. A key that brings the parameters of a curve of its own is not accepted. */
const CURVES = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);
/** Larger RSA keys cost noticeable time and are used by nobody; in bits. */
const MAX_RSA_BITS = 8_192;
/** Largest public exponent of RSA: 65,537 is usual, and those as long as the key take a hundred times as long. */
const MAX_RSA_EXPONENT = 2n ** 32n;
/** RSA below this can be forged with effort (ETSI TS 119 312, 8.4 has demanded more since 2016); in bits. */
const STRONG_RSA_BITS = 2_048;
/** RSA below this can be forged by anybody; in bits. */
const MIN_RSA_BITS = 1_024;

/** The digest of that object identifier. Throws P7mFault when it is none that we compute, as MD5. */
export function hashOf(algorithm: string): Hash {
  const hash = HASHES[algorithm];
  if (!hash) throw new P7mFault(p7mReasons.algorithm);
  return hash;
}

/** Whether a digest has been broken: a signature over it proves integrity to nobody who was not there. */
export const isWeakHash = (hash: Hash): boolean => hash === 'sha1';

/** Parameters of RSASSA-PSS (RFC 4055, 3.1), whose defaults are those of SHA-1. */
function pssScheme(parameters: BerNode | undefined): SignatureScheme {
  const scheme: SignatureScheme = { family: 'rsa-pss', hash: 'sha1', saltLength: 20 };
  let mask: Hash = 'sha1';
  for (const field of parameters?.tag === Tag.SEQUENCE ? parameters.children : []) {
    const value = field.children[0];
    if (!value) throw new P7mFault(p7mReasons.broken);
    if (field.tag === Tag.context(0)) scheme.hash = hashOf(algorithmIdentifier(value).algorithm);
    if (field.tag === Tag.context(1)) {
      const generator = algorithmIdentifier(value);
      if (generator.algorithm !== MGF1 || !generator.parameters) throw new P7mFault(p7mReasons.algorithm);
      mask = hashOf(algorithmIdentifier(generator.parameters).algorithm);
    }
    if (field.tag === Tag.context(2)) scheme.saltLength = smallInteger(value);
    if (field.tag === Tag.context(3) && smallInteger(value) !== 1) throw new P7mFault(p7mReasons.algorithm);
  }
  // RFC 4055, 3.1 recommends the same digest for both, and node:crypto takes no other.
  if (mask !== scheme.hash || (scheme.saltLength ?? 0) > 512) throw new P7mFault(p7mReasons.algorithm);
  return scheme;
}

/**
 * The scheme of an AlgorithmIdentifier.
 * @param beside the digest that stands beside it, which those take that name none
 * Throws P7mFault when it is none of ours, or names another digest than the one beside it.
 */
export function signatureScheme(identifier: BerNode, beside?: Hash): SignatureScheme {
  const { algorithm, parameters } = algorithmIdentifier(identifier);
  const known = SIGNATURES[algorithm];
  const hash = known?.hash ?? beside;
  const scheme = algorithm === RSASSA_PSS ? pssScheme(parameters) : known && hash && { family: known.family, hash };
  if (!scheme || (beside && scheme.hash !== beside)) throw new P7mFault(p7mReasons.algorithm);
  return scheme;
}

/**
 * Whether a key may verify with that scheme at all: its family, a size that is neither absurd nor a joke, a known
 * curve.
 */
export function keyFits(key: KeyObject, family: Family): boolean {
  const { modulusLength = 0, publicExponent = 0n, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === 'ec') return family === 'ec' && CURVES.has(namedCurve);
  const isRsa = key.asymmetricKeyType === 'rsa' && family !== 'ec';
  const isPss = key.asymmetricKeyType === 'rsa-pss' && family === 'rsa-pss';
  const isSized = modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS && publicExponent <= MAX_RSA_EXPONENT;
  return (isRsa || isPss) && isSized;
}

/**
 * Whether a key can vouch for anybody: RSA of 2,048 bits or more, or one of the curves. Shorter ones still check
 * integrity.
 */
export function isStrongKey(key: KeyObject): boolean {
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  return keyFits(key, 'ec') || (keyFits(key, 'rsa-pss') && modulusLength >= STRONG_RSA_BITS);
}

/** Whether the signature over the data is that of the key. False, too, for what the key cannot have made. */
export function isSignedBy(key: KeyObject, scheme: SignatureScheme, data: Buffer, signature: Buffer): boolean {
  const options =
    scheme.family === 'rsa-pss'
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: scheme.saltLength }
      : scheme.family === 'rsa'
        ? { key, padding: constants.RSA_PKCS1_PADDING }
        : { key, dsaEncoding: 'der' as const };
  try {
    return verify(scheme.hash, data, options, signature);
  } catch {
    return false;
  }
}
