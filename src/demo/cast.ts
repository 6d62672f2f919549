import type { Database } from '../database/database.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import { readCitizenClaims } from '../identity/citizen-claims.js';
import { hashPassword } from '../identity/password.js';
import { recogniseCitizen } from '../identity/recognise-citizen.js';
import { Role } from '../identity/role.js';
import { Viewer } from '../identity/viewer.js';
import { storeStaff } from '../users/create-user.js';
import { enableServices } from '../users/enable-services.js';
import { citizens, type DemoCitizen, demoPassword, staff } from './people.js';
import { spidClaims } from './spid-claims.js';

/** The ids of the demo's people, by their keys. */
export type Cast = ReadonlyMap<string, string>;

/** The claims by which the demo's identity provider knows a citizen. */
export function claimsOf({ key, givenName, familyName, email, phone, spid }: DemoCitizen): Record<string, unknown> {
  if (!spid) return { sub: key, given_name: givenName, family_name: familyName, email };
  const { code, fiscalCode, birthDate, birthPlaceCode, domicile, level } = spid;
  return spidClaims({
    subject: key,
    givenName,
    familyName,
    email,
    ...(phone && { phone }),
    birthDate,
    birthPlace: birthPlaceCode,
    domicile,
    fiscalCode,
    spidCode: code,
    level,
  });
}

/** Makes the demo's people: citizens as their first sign-in does, the staff as an administrator does. */
export async function makeCast(
  database: Database,
  issuer: string,
  serviceIds: ReadonlyMap<string, string>,
): Promise<Cast> {
  const cast = new Map<string, string>();
  for (const citizen of citizens) {
    const payload = { ...claimsOf(citizen), iss: issuer, iat: 0 };
    cast.set(citizen.key, (await recogniseCitizen(database, readCitizenClaims(payload, {}))).id);
  }
  const passwordHash = await hashPassword(demoPassword);
  for (const member of staff) {
    const user = await database.transaction(async (tx) => {
      const { givenName, familyName, email } = member;
      const stored = await storeStaff(
        tx,
        { role: Role[member.role], givenName, familyName, email },
        passwordHash,
        false,
      );
      await enableServices(
        tx,
        stored,
        member.services.map((key) => idOf(serviceIds, key)),
      );
      return stored;
    });
    cast.set(member.key, user.id);
  }
  return cast;
}

/** Somebody of the cast as the rules know them at an instant, identified as the story says. */
export function viewerOf(
  cast: Cast,
  serviceIds: ReadonlyMap<string, string>,
  key: string,
  at: Date,
  session: 'SPID' | 'PASSWORD' = 'PASSWORD',
): Viewer {
  const id = idOf(cast, key);
  const member = staff.find((each) => each.key === key);
  const spid = citizens.find((each) => each.key === key)?.spid;
  const facts =
    session === 'SPID' && spid
      ? { method: AuthenticationMethod.SPID, level: spid.level, at }
      : { method: AuthenticationMethod.PASSWORD, level: null, at };
  if (!member) return new Viewer(id, Role.CITIZEN, facts);
  return new Viewer(id, Role[member.role], facts, new Set(member.services.map((each) => idOf(serviceIds, each))));
}

/** What stands under a key of the demo's data. */
export function idOf(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The demo's data name ${key}, which is not among them`);
  return id;
}
