import { createSecretKey, hkdfSync } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import type { Pool, RowDataPacket } from 'mysql2/promise';
import type { Environment } from './environment.js';

/** Who is asking. */
export interface Viewer {
  id: string;
  role: 'CITIZEN' | 'OPERATOR' | 'ADMIN';
  /** The services that an operator is enabled for; nobody else has any. */
  serviceIds: string[];
  /** Whether the session itself was opened with SPID. */
  cameWithSpid: boolean;
}

/** Somebody may not do this, or is nobody: the code of the contract. */
export class Refused extends Error {
  readonly extensions: { code: string };

  constructor(readonly code: string) {
    super(code);
    this.extensions = { code };
  }
}

/**
 * Verifies tokens as Stanza does and finds out who is asking, in one statement: staff by tokens signed with SECRET, citizens
 * by tokens of the identity provider. The peers only know citizens who have a profile; making one is not measured.
 */
export function createAuthenticator(pool: Pool, { secret, oidc }: Environment) {
  const staffKey = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', 'stanza:staff-token', 32)));
  const providerKeys = createRemoteJWKSet(new URL(`${oidc.issuer}/jwks`));

  return async function authenticate(authorization: string | undefined): Promise<Viewer> {
    const token = authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : null;
    if (!token) throw new Refused('UNAUTHENTICATED');
    const isStaff = issuerOf(token) === 'stanza';
    try {
      return isStaff ? await staff(token) : await citizen(token);
    } catch {
      throw new Refused('UNAUTHENTICATED');
    }
  };

  async function staff(token: string): Promise<Viewer> {
    const { payload } = await jwtVerify(token, staffKey, {
      algorithms: ['HS256'],
      issuer: 'stanza',
      audience: 'stanza:staff',
      requiredClaims: ['sub', 'exp', 'iat', 'auth_time', 'ver'],
    });
    const [rows] = await pool.execute<StaffRow[]>(STAFF, [String(payload.sub)]);
    const [user] = rows;
    if (!user?.active || user.mustChangePassword || user.tokenVersion !== payload.ver)
      throw new Error('No such session');
    const serviceIds = rows.flatMap(({ serviceId }) => serviceId ?? []);
    return {
      id: String(payload.sub),
      role: user.role,
      serviceIds: user.role === 'OPERATOR' ? serviceIds : [],
      cameWithSpid: false,
    };
  }

  async function citizen(token: string): Promise<Viewer> {
    const { payload } = await jwtVerify(token, providerKeys, {
      algorithms: ['RS256', 'ES256'],
      ...oidc,
      clockTolerance: 60,
      requiredClaims: ['sub', 'exp', 'iat'],
    });
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

const STAFF = `SELECT u.role, u.active, u.mustChangePassword, u.tokenVersion, s.serviceId
  FROM users u LEFT JOIN operator_services s ON s.userId = u.id WHERE u.id = ? AND u.login IS NOT NULL`;

const BY_ACCOUNT = `SELECT u.id, u.active FROM identities i JOIN users u ON u.id = i.userId
  WHERE i.issuer = ? AND i.subject = ?`;

interface StaffRow extends RowDataPacket {
  role: Viewer['role'];
  active: number;
  mustChangePassword: number;
  tokenVersion: number;
  serviceId: string | null;
}

interface CitizenRow extends RowDataPacket {
  id: string;
  active: number;
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** A fiscal code counts with an identity of SPID or of the electronic card, as in Stanza. */
function fiscalCodeOf(payload: JWTPayload): string | null {
  const code = payload['https://attributes.eid.gov.it/fiscal_number'];
  const isCertified = /^https:\/\/www\.spid\.gov\.it\/SpidL[123]$/.test(String(payload.acr));
  return isCertified && typeof code === 'string' ? code.replace(/^TINIT-/, '').toUpperCase() : null;
}
