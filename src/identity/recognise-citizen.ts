import type { Database } from '../database/database.js';
import { toInstant } from '../database/instants.js';
import type { Transaction } from '../database/transaction.js';
import { searchable } from '../graphql/search.js';
import { Identity } from '../users/identity.entity.js';
import { UserProfile } from '../users/user-profile.entity.js';
import { storeWords } from '../users/user-words.js';
import { AuthenticationMethod } from './authentication.js';
import type { CitizenClaims } from './citizen-claims.js';
import { InvalidToken } from './invalid-token.js';
import { Role } from './role.js';
import { Viewer } from './viewer.js';

interface KnownCitizen {
  id: string;
  active: number;
  identifiedAt: unknown;
  /** Null when the account that the token is of has not been seen before. */
  identityId: string | null;
}

/**
 * The citizen whom a token speaks of. The first token makes the profile; a later one refreshes what the identity
 * provider says, never what the person chose (R22). Throws InvalidToken for one who was deactivated.
 */
export async function recogniseCitizen(database: Database, claims: CitizenClaims): Promise<Viewer> {
  const known = await findCitizen(database, claims);
  const { id, active } =
    known && isUpToDate(known, claims) ? known : await database.transaction((tx) => storeCitizen(tx, claims));
  if (!active) throw new InvalidToken('The citizen has been deactivated');
  return new Viewer(id, Role.CITIZEN, claims.authentication);
}

const isUpToDate = ({ identityId, identifiedAt }: KnownCitizen, { issuedAt }: CitizenClaims): boolean =>
  identityId !== null && identifiedAt !== null && issuedAt <= toInstant(identifiedAt);

/**
 * A certified fiscal code decides who it is, whichever provider vouches for it (R22); without one it is the account of
 * the provider. An address never does: anybody can have typed it.
 */
async function findCitizen(
  database: Database,
  { issuer, subject, fiscalCode }: CitizenClaims,
): Promise<KnownCitizen | null> {
  const [known = null] = await database.rows<KnownCitizen>(
    fiscalCode === null
      ? `SELECT u.id, u.active, u.identifiedAt, i.id AS identityId FROM identities i JOIN users u ON u.id = i.userId
          WHERE i.issuer = ? AND i.subject = ?`
      : `SELECT u.id, u.active, u.identifiedAt, i.id AS identityId
           FROM users u LEFT JOIN identities i ON i.issuer = ? AND i.subject = ?
          WHERE u.fiscalCode = ?`,
    fiscalCode === null ? [issuer, subject] : [issuer, subject, fiscalCode],
  );
  return known;
}

/** Two first requests can arrive at once: the unique keys let one of them make the profile, and the other then finds it. */
async function storeCitizen(tx: Transaction, claims: CitizenClaims): Promise<UserProfile> {
  const { manager } = tx;
  const { issuer, subject, fiscalCode } = claims;
  const identity = await manager.findOneBy(Identity, { issuer, subject });
  const byFiscalCode = fiscalCode === null ? null : await manager.findOneBy(UserProfile, { fiscalCode });
  const byAccount = identity && (await manager.findOneBy(UserProfile, { id: identity.userId }));
  // An account that already belongs to another fiscal code is not handed over to this one.
  const accountFits = fiscalCode === null || byAccount?.fiscalCode === null;
  const found = byFiscalCode ?? (accountFits ? byAccount : null);
  const user = (found && (await tx.lock(UserProfile, found.id))) ?? newCitizen(tx, claims);

  if (user.identifiedAt === null || claims.issuedAt > user.identifiedAt) refresh(user, claims);
  await manager.save(user);
  await storeWords(tx, user);
  if (!identity) await manager.insert(Identity, { id: tx.newId(), issuer, subject, userId: user.id });
  return user;
}

function newCitizen(tx: Transaction, claims: CitizenClaims): UserProfile {
  const createdAt = tx.now();
  return Object.assign(new UserProfile(), {
    id: tx.newId(createdAt),
    role: Role.CITIZEN,
    locale: 'it',
    email: null,
    phone: null,
    fiscalCode: claims.fiscalCode,
    domicile: null,
    spidCode: null,
    birthDate: null,
    birthPlace: null,
    active: true,
    login: null,
    passwordHash: null,
    mustChangePassword: false,
    tokenVersion: 0,
    identifiedAt: null,
    createdAt,
  });
}

/** What the provider gives replaces what it gave; what it left out this time stays. Certified data come from SPID alone. */
function refresh(user: UserProfile, claims: CitizenClaims): void {
  const { givenName, familyName, email, phone, authentication } = claims;
  const isSpid = authentication.method === AuthenticationMethod.SPID;
  if (isSpid || user.spidCode === null) Object.assign(user, { givenName, familyName });
  user.searchText = searchable(user.givenName, user.familyName);
  user.providedEmail = email ?? user.providedEmail ?? null;
  user.providedPhone = phone ?? user.providedPhone ?? null;
  user.fiscalCode = claims.fiscalCode ?? user.fiscalCode;
  user.identifiedAt = claims.issuedAt;
  if (!isSpid) return;
  user.spidCode = claims.spidCode;
  user.domicile = claims.domicile ?? user.domicile;
  user.birthDate = claims.birthDate ?? user.birthDate;
  user.birthPlace = claims.birthPlace ?? user.birthPlace;
}
