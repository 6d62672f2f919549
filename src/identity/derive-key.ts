import { hkdfSync } from 'node:crypto';

/**
 * A key of 32 bytes for one purpose, derived from SECRET (HKDF-SHA-256). What is signed for one purpose is worthless for
 * another, and one key that leaks tells nothing of the others. Changing a purpose ends everything signed for it.
 */
export function deriveKey(secret: string, purpose: string): Uint8Array {
  const name = `${purpose} ${secret}`;
  const key = derived.get(name) ?? new Uint8Array(hkdfSync('sha256', secret, '', `stanza:${purpose}`, 32));
  derived.set(name, key);
  return key;
}

/** An installation has one secret and a handful of purposes: each key is derived once. */
const derived = new Map<string, Uint8Array>();
