import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** The algorithms that tokens are signed with. */
export type SigningAlgorithm = 'RS256' | 'ES256';

/** A key to sign with, and what is published of it. */
export interface IssuerKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

/** One key for each algorithm. */
export type IssuerKeys = Record<SigningAlgorithm, IssuerKey>;

/** Makes new keys, which nobody has seen before. */
export async function makeIssuerKeys(): Promise<IssuerKeys> {
  const [RS256, ES256] = await Promise.all([makeKey('RS256'), makeKey('ES256')]);
  return { RS256, ES256 };
}

async function makeKey(alg: SigningAlgorithm): Promise<IssuerKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  const kid = randomUUID();
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
