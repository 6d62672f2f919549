import { scryptSync } from 'node:crypto';

/** The hash of a password at a cost that hardly takes time: a stored hash names its own. */
export function cheapHash(password: string): string {
  const salt = Buffer.alloc(16, 's');
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$scrypt$ln=4,r=8,p=1$${base64(salt)}$${base64(scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 }))}`;
}
