/** The claims that are read, as they are called in SPID and CIE over OpenID Connect. These names can be renamed. */
export const CLAIM_NAMES = [
  'given_name',
  'family_name',
  'name',
  'email',
  'phone_number',
  'birthdate',
  'place_of_birth.locality',
  'address.street_address',
  'address.postal_code',
  'address.locality',
  'address.region',
  'address.country_code',
  'https://attributes.eid.gov.it/fiscal_number',
  'https://attributes.eid.gov.it/spid_code',
  'acr',
  'auth_time',
] as const;

/** One of the names that claims are read by. */
export type ClaimName = (typeof CLAIM_NAMES)[number];

/** Finds the value of a claim; undefined when the token does not have it. */
export type ClaimLookup = (name: ClaimName) => unknown;

/**
 * Reads the claims of a payload by our names. `rename` says what the provider calls them: a literal key (a URL, say), which
 * wins, or a path with dots. A renamed claim is not looked for under its usual name, where it may mean something else.
 */
export function createClaimLookup(payload: object, rename: Record<string, string>): ClaimLookup {
  return (name) => find(payload, Object.hasOwn(rename, name) ? rename[name] : name);
}

function find(payload: object, path: string): unknown {
  const literal = own(payload, path);
  return literal === undefined ? path.split('.').reduce(own, payload) : literal;
}

/** Own properties only: a claim called `constructor` is not there unless the provider sent it. */
function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
