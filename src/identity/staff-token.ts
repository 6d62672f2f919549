import { decodeJwt, jwtVerify, SignJWT } from 'jose';
import { deriveKey } from './derive-key.js';
import { InvalidToken } from './invalid-token.js';
import { VerifiedTokens } from './verified-tokens.js';

const ISSUER = 'stanza';
const AUDIENCE = 'stanza:staff';
const KEY_PURPOSE = 'staff-token';
const LIFETIME_SECONDS = 60 * 60;

/** What a token says about an operator or administrator. */
export interface StaffSession {
  userId: string;
  /** When the password was given; whole seconds. */
  authenticatedAt: Date;
  /** The account's version when the token was made: a token of an earlier one is worth nothing. */
  tokenVersion: number;
}

/**
 * Signs a token that lets an operator or administrator in for one hour. Raising the account's tokenVersion, as a new
 * password or a deactivation does, ends the tokens made before; the caller of verifyStaffToken compares.
 */
export async function signStaffToken(
  session: StaffSession,
  secret: string,
  clock: () => Date,
): Promise<{ token: string; expiresAt: Date }> {
  const issuedAt = seconds(clock());
  const expiresAt = issuedAt + LIFETIME_SECONDS;
  const token = await new SignJWT({ auth_time: seconds(session.authenticatedAt), ver: session.tokenVersion })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(session.userId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(deriveKey(secret, KEY_PURPOSE));
  return { token, expiresAt: new Date(expiresAt * 1000) };
}

/** What a token made by signStaffToken says. Throws InvalidToken when it was made otherwise, changed, or has expired. */
export async function verifyStaffToken(token: string, secret: string, clock: () => Date): Promise<StaffSession> {
  const [key, now] = [deriveKey(secret, KEY_PURPOSE), clock()];
  const known = verified.get(token, key, now);
  if (known) return known;
  const { sub, auth_time: authTime, ver, exp } = await readPayload(token, key, now);
  if (typeof sub !== 'string' || typeof authTime !== 'number' || typeof ver !== 'number') {
    throw new InvalidToken('The token lacks a claim');
  }
  const session = { userId: sub, authenticatedAt: new Date(authTime * 1000), tokenVersion: ver };
  return verified.set(token, key, session, { from: now, until: new Date(Number(exp) * 1000) });
}

const verified = new VerifiedTokens<StaffSession>();

/**
 * Whether a token claims to be one of ours. Nothing is verified: it only decides who is to verify it, and whoever does
 * checks the issuer again.
 */
export function isStaffToken(token: string): boolean {
  if (verified.has(token)) return true;
  try {
    return decodeJwt(token).iss === ISSUER;
  } catch {
    return false;
  }
}

async function readPayload(token: string, key: Uint8Array, now: Date) {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience: AUDIENCE,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat', 'auth_time', 'ver'],
    });
    return payload;
  } catch (error) {
    throw new InvalidToken(error instanceof Error ? error.message : 'The token cannot be verified');
  }
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}
