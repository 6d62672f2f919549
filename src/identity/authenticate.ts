import type { Parts } from '../context.js';
import { unauthenticated } from '../graphql/errors.js';
import { type CitizenClaims, readCitizenClaims } from './citizen-claims.js';
import { InvalidToken } from './invalid-token.js';
import type { OidcVerifier } from './oidc-verifier.js';
import { recogniseCitizen } from './recognise-citizen.js';
import { recogniseStaff } from './recognise-staff.js';
import { isStaffToken, verifyStaffToken } from './staff-token.js';
import { ANONYMOUS, type Viewer } from './viewer.js';

/** The parts that tell who is asking. */
type Guards = Pick<Parts, 'settings' | 'clock' | 'database'> & { oidcVerifier: OidcVerifier | null };

/**
 * Finds out who is asking from an Authorization header. Without one it is nobody; one that is wrong, expired or
 * somebody else's is refused as UNAUTHENTICATED and never taken for nobody.
 */
export async function authenticate(guards: Guards, authorization: string | undefined): Promise<Viewer> {
  if (authorization === undefined || authorization.trim() === '') return ANONYMOUS;
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (!token) throw unauthenticated();
  try {
    return isStaffToken(token) ? await staff(guards, token) : await citizen(guards, token);
  } catch (error) {
    throw error instanceof InvalidToken ? unauthenticated() : error;
  }
}

async function staff({ settings, clock, database }: Guards, token: string): Promise<Viewer> {
  return recogniseStaff(database, await verifyStaffToken(token, settings.secret, clock));
}

async function citizen({ settings, database, oidcVerifier }: Guards, token: string): Promise<Viewer> {
  if (!oidcVerifier || !settings.oidc) throw unauthenticated();
  const payload = await oidcVerifier.verify(token);
  const claims = known.get(payload) ?? readCitizenClaims(payload, settings.oidc.claims);
  known.set(payload, claims);
  return recogniseCitizen(database, claims);
}

/** What the payloads of verified tokens come to: a client sends the same token with every request. */
const known = new WeakMap<object, CitizenClaims>();
