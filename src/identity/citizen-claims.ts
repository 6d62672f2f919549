import type { JWTPayload } from 'jose';
import { normaliseFiscalCode } from '../users/fiscal-code.js';
import { type AuthenticationFacts, AuthenticationMethod } from './authentication.js';
import { type ClaimLookup, createClaimLookup } from './claim-lookup.js';
import { readDay, readEmail, readPhone, readText } from './claim-text.js';
import { InvalidToken } from './invalid-token.js';

/** Where somebody lives or can be reached, as SPID certifies it; any part can be missing. */
export interface Domicile {
  street: string | null;
  postalCode: string | null;
  municipality: string | null;
  province: string | null;
  country: string | null;
}

/** What a token says about a citizen. Attributes that are certified are null unless the method is SPID or CIE (R22). */
export interface CitizenClaims {
  /** With `subject` it identifies the account: both exactly as written. */
  issuer: string;
  subject: string;
  /** Never empty together with familyName: somebody without a name is shown by e-mail or subject. */
  givenName: string;
  familyName: string;
  email: string | null;
  phone: string | null;
  /** Certified; `YYYY-MM-DD`. */
  birthDate: string | null;
  /** Certified; SPID gives the code of a place (`H501`), others its name. */
  birthPlace: string | null;
  /** Certified; null when no part of it is given. */
  domicile: Domicile | null;
  /** Certified; sixteen characters without `TINIT-`. */
  fiscalCode: string | null;
  /** Certified; the identifier that a SPID provider gave the person, another one with every provider. */
  spidCode: string | null;
  authentication: AuthenticationFacts;
  issuedAt: Date;
}

/**
 * The only values of `acr` that count, compared whole: proxies also send "1", a constant or nothing, and anything cleverer
 * than a comparison takes `https://evil/SpidL3` for level 3.
 */
const LEVELS: ReadonlyMap<unknown, number> = new Map([
  ['https://www.spid.gov.it/SpidL1', 1],
  ['https://www.spid.gov.it/SpidL2', 2],
  ['https://www.spid.gov.it/SpidL3', 3],
]);

/**
 * Reads who a citizen is and how they signed in from the payload of a verified token (R8, R22). `rename` is OIDC_CLAIMS: our
 * name of a claim (see CLAIM_NAMES) to the provider's. An attribute that is missing or is no text is null and stops nobody.
 * Throws InvalidToken when what identifies the account is missing or unusable (`iss`, `sub`, `iat`).
 */
export function readCitizenClaims(payload: JWTPayload, rename: Record<string, string>): CitizenClaims {
  const issuedAt = readInstant(payload.iat);
  if (typeof payload.iss !== 'string' || issuedAt === null) throw new InvalidToken('The token lacks iss or iat');
  const subject = readSubject(payload.sub);
  const claim = createClaimLookup(payload, rename);
  const email = readEmail(claim('email'));
  return {
    issuer: payload.iss,
    subject,
    ...readNames(claim, email ?? subject),
    email,
    phone: readPhone(claim('phone_number')),
    ...readCertified(claim, readAuthenticatedAt(claim, issuedAt)),
    issuedAt,
  };
}

/**
 * Never cut or tidied: two subjects that become one would be two people in one account. OpenID Connect allows 255 ASCII
 * characters. White space around it is refused because databases ignore it when they compare.
 */
function readSubject(sub: unknown): string {
  if (typeof sub === 'string' && /^[\x20-\x7e]{1,255}$/.test(sub) && sub.trim() === sub) return sub;
  throw new InvalidToken('The token lacks a usable sub');
}

function readNames(claim: ClaimLookup, otherwise: string): Pick<CitizenClaims, 'givenName' | 'familyName'> {
  const givenName = readText(claim('given_name'));
  const familyName = readText(claim('family_name'));
  if (givenName !== null || familyName !== null) return { givenName: givenName ?? '', familyName: familyName ?? '' };
  const words = (readText(claim('name')) ?? otherwise).split(' ');
  return { givenName: words[0], familyName: words.slice(1).join(' ') };
}

type Certified = Pick<
  CitizenClaims,
  'authentication' | 'fiscalCode' | 'spidCode' | 'domicile' | 'birthDate' | 'birthPlace'
>;

/**
 * The method decides which attributes are believed. A level with a spid_code is SPID only with a valid fiscal number: SPID
 * always certifies one, so without it the claims are not what they pretend to be, and they are worth a PASSWORD; calling
 * them CIE would believe half of a contradiction. A level without spid_code is CIE, whether or not it has a fiscal number.
 */
function readCertified(claim: ClaimLookup, at: Date): Certified {
  const level = LEVELS.get(claim('acr')) ?? null;
  const spidCode = readText(claim('https://attributes.eid.gov.it/spid_code'));
  const fiscalCode = readFiscalCode(claim('https://attributes.eid.gov.it/fiscal_number'));
  if (level === null || (spidCode !== null && fiscalCode === null)) {
    const authentication = { method: AuthenticationMethod.PASSWORD, level: null, at };
    return { authentication, fiscalCode: null, spidCode: null, domicile: null, birthDate: null, birthPlace: null };
  }
  const method = spidCode === null ? AuthenticationMethod.CIE : AuthenticationMethod.SPID;
  return {
    authentication: { method, level, at },
    fiscalCode,
    spidCode,
    domicile: readDomicile(claim),
    birthDate: readDay(claim('birthdate')),
    birthPlace: readText(claim('place_of_birth.locality')),
  };
}

function readFiscalCode(value: unknown): string | null {
  return typeof value === 'string' ? normaliseFiscalCode(value) : null;
}

function readDomicile(claim: ClaimLookup): Domicile | null {
  const domicile: Domicile = {
    street: readText(claim('address.street_address')),
    postalCode: readText(claim('address.postal_code')),
    municipality: readText(claim('address.locality')),
    province: readText(claim('address.region')),
    country: readText(claim('address.country_code')),
  };
  return Object.values(domicile).some((part) => part !== null) ? domicile : null;
}

/** When the person signed in; the token's own instant where the provider does not say, or names a later one. */
function readAuthenticatedAt(claim: ClaimLookup, issuedAt: Date): Date {
  const at = readInstant(claim('auth_time'));
  return at !== null && at <= issuedAt ? at : issuedAt;
}

/** Seconds since 1970 as a Date; null when they are no number or no instant. */
function readInstant(seconds: unknown): Date | null {
  if (typeof seconds !== 'number' || !(seconds >= 0)) return null;
  const instant = new Date(seconds * 1000);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
