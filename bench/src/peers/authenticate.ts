import { createSecretKey, hkdfSync } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import type { Environment } from './environment.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Who is asking. */
export interface Viewer {
  id: string;
  role: 'CITIZEN' | 'OPERATOR' | 'ADMIN' | 'NOBODY';
  /** The services that an operator is enabled for; nobody else has any. */
  serviceIds: string[];
  /** Whether the session itself was opened with SPID. */
  cameWithSpid: boolean;
}

/** Who asks without a token. */
export const NOBODY: Viewer = { id: '', role: 'NOBODY', serviceIds: [], cameWithSpid: false };

/** Somebody may not do this, or is nobody: the code of the contract. */
export class Refused extends Error {
  readonly extensions: { code: string };

  constructor(readonly code: string) {
    super(code);
    this.extensions = { code };
  }
}

/** Refuses who asks without a token what only somebody may ask for. */
export function assertSomebody({ role }: Viewer): void {
  if (role === 'NOBODY') throw new Refused('UNAUTHENTICATED');
}

/**
 * Verifies tokens as Stanza does and finds out who is asking, in one statement: staff by tokens signed with SECRET, citizens
 * by tokens of the identity provider, and nobody without a token. The peers only know citizens who have a profile; making one is not measured.
 */
export function createAuthenticator(pool: Pool, { secret, oidc }: Environment) {
  const staffKey = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'stanza:staff-token', 32)));
  const providerKeys = createRemoteJWKSet(new URL(`${oidc.issuer}/jwks`));
  const tokens = new VerifiedTokens();

  return async function authenticate(authorization: string | undefined): Promise<Viewer> {
    if (authorization === undefined) return NOBODY;
    const token = authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : '';
    try {
      const payload = await tokens.payloadOf(token, verify);
      return payload.iss === STAFF_ISSUER ? await staff(payload) : await citizen(payload);
    } catch {
      throw new Refused('UNAUTHENTICATED');
    }
  };

  async function verify(token: string): Promise<JWTPayload> {
    const { payload } =
      decodeJwt(token).iss === STAFF_ISSUER
        ? await jwtVerify(token, staffKey, {
            algorithms: ['HS256'],
            issuer: STAFF_ISSUER,
            audience: 'stanza:staff',
            requiredClaims: ['sub', 'exp', 'iat', 'auth_time', 'ver'],
          })
        : await jwtVerify(token, providerKeys, {
            algorithms: ['RS256', 'ES256'],
            ...oidc,
            clockTolerance: 60,
            requiredClaims: ['sub', 'exp', 'iat'],
          });
    return payload;
  }

  async function staff(payload: JWTPayload): Promise<Viewer> {
    const [[user]] = await pool.execute<StaffRow[]>(STAFF, [String(payload.sub)]);
    if (!user?.active || user.mustChangePassword || user.tokenVersion !== payload.ver)
      throw new Error('No such session');
    const { role, serviceIds } = user;
    return {
      id: String(payload.sub),
      role,
      serviceIds: role === 'OPERATOR' && serviceIds !== null ? JSON.parse(serviceIds) : [],
      cameWithSpid: false,
    };
  }

  async function citizen(payload: JWTPayload): Promise<Viewer> {
    const fiscalCode = fiscalCodeOf(payload);
    const [rows] = fiscalCode
      ? await pool.execute<CitizenRow[]>('SELECT id, active FROM users WHERE fiscalCode = ?', [fiscalCode])
      : await pool.execute<CitizenRow[]>(BY_ACCOUNT, [String(payload.iss), String(payload.sub)]);
    const [user] = rows;
    if (!user?.active) throw new Error('No such citizen');
    const cameWithSpid = fiscalCode !== null && 'https://attributes.eid.gov.it/spid_code' in payload;
    return { id: user.id, role: 'CITIZEN', serviceIds: [], cameWithSpid };
  }
}

const STAFF_ISSUER = 'stanza';

/** Services as one value: of two hundred rows each would repeat the rest. As text on MySQL too, which has a type of JSON. */
const STAFF = `SELECT u.role, u.active, u.mustChangePassword, u.tokenVersion,
    (SELECT CONCAT(JSON_ARRAYAGG(s.serviceId)) FROM operator_services s WHERE s.userId = u.id) AS serviceIds
  FROM users u WHERE u.id = ? AND u.login IS NOT NULL`;

const BY_ACCOUNT = `SELECT u.id, u.active FROM identities i JOIN users u ON u.id = i.userId
  WHERE i.issuer = ? AND i.subject = ?`;

interface StaffRow extends RowDataPacket {
  role: Viewer['role'];
  active: number;
  mustChangePassword: number;
  tokenVersion: number;
  serviceIds: string | null;
}

interface CitizenRow extends RowDataPacket {
  id: string;
  active: number;
}

/** A fiscal code counts with an identity of SPID or of the electronic card, as in Stanza. */
function fiscalCodeOf(payload: JWTPayload): string | null {
  const code = payload['https://attributes.eid.gov.it/fiscal_number'];
  const isCertified = /^https:\/\/www\.spid\.gov\.it\/SpidL[123]$/.test(String(payload.acr));
  return isCertified && typeof code === 'string' ? code.replace(/^TINIT-/, '').toUpperCase() : null;
}
