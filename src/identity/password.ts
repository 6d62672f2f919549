import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Text } from '../locale.js';

/** OWASP's parameters for scrypt with 32 MiB: about a quarter of a second, most of which an attacker has to spend as well. */
const COST = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

const SHORTEST = 12;
const LONGEST = 200;

/** Thirty-two characters, five bits each, none of which is taken for another: no l, o, 0, 1. */
const READABLE = 'abcdefghijkmnpqrstuvwxyz23456789';

interface StoredHash {
  cost: typeof COST;
  salt: Buffer;
  hash: Buffer;
}

/** Checked in place of a hash that is not there, so that the time taken does not tell which accounts exist. */
const NOBODY: StoredHash = { cost: COST, salt: Buffer.alloc(SALT_BYTES), hash: Buffer.alloc(HASH_BYTES) };

/**
 * The hash of a password as it is stored: `$scrypt$ln=15,r=8,p=3$salt$hash`. It names its own cost, so that the cost can
 * grow and hashes made before still hold.
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${base64(salt)}$${base64(hash)}`;
}

/**
 * Whether a password is the one that was hashed. Without a stored hash, or with one that cannot be read, it takes as long
 * and answers false.
 */
export async function verifyPassword(password: string, storedHash: string | null): Promise<boolean> {
  const stored = storedHash === null ? null : parse(storedHash);
  const { cost, salt, hash } = stored ?? NOBODY;
  const matches = timingSafeEqual(await derive(password, salt, cost), hash);
  return matches && stored !== null;
}

/** A password of 80 random bits that can be read aloud, such as `k7dm-2xhp-v9ra-tq4e`, to be changed at first use. */
export function generateTemporaryPassword(): string {
  const characters = Array.from(randomBytes(16), (byte) => READABLE[byte % READABLE.length]);
  return characters.join('').replace(/(.{4})(?!$)/g, '$1-');
}

/** What is wrong with a password that somebody chose, for them to read; null when it is fine. Length is all that counts. */
export function passwordProblem(password: string): Text | null {
  if (password.trim() === '') {
    return {
      it: 'La password non può essere composta di soli spazi.',
      en: 'The password cannot be made of white space only.',
    };
  }
  const length = Array.from(canonical(password)).length;
  if (length >= SHORTEST && length <= LONGEST) return null;
  return {
    it: `La password deve avere da ${SHORTEST} a ${LONGEST} caratteri.`,
    en: `The password must have from ${SHORTEST} to ${LONGEST} characters.`,
  };
}

/** Keyboards write the same letter in several ways; all of them are the same password. */
function canonical(password: string): string {
  return password.normalize('NFKC');
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const N = 2 ** cost.ln;
  // Node refuses at 32 MiB, which is just what these parameters take.
  const options: ScryptOptions = { N, r: cost.r, p: cost.p, maxmem: 256 * N * cost.r };
  return new Promise((resolve, reject) => {
    scrypt(canonical(password), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function parse(stored: string): StoredHash | null {
  const match = STORED.exec(stored);
  if (match === null) return null;
  const [ln, r, p] = match.slice(1, 4).map(Number);
  return { cost: { ln, r, p }, salt: Buffer.from(match[4], 'base64'), hash: Buffer.from(match[5], 'base64') };
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
