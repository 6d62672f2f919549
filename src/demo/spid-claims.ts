import type { Domicile } from '../identity/citizen-claims.js';

/** An invented person, as an identity provider knows them. */
export interface SpidPerson {
  subject: string;
  givenName: string;
  familyName: string;
  email?: string;
  phone?: string;
  /** `YYYY-MM-DD` */
  birthDate: string;
  /** The code of the place, as SPID gives it: `H501`. */
  birthPlace: string;
  domicile: Domicile;
  /** Without `TINIT-`. */
  fiscalCode: string;
  spidCode: string;
  /** Defaults to 2. */
  level?: 1 | 2 | 3;
}

/** The claims that a SPID sign-in over OpenID Connect gives for a person. */
export function spidClaims(person: SpidPerson): Record<string, unknown> {
  return {
    sub: person.subject,
    given_name: person.givenName,
    family_name: person.familyName,
    email: person.email,
    phone_number: person.phone,
    birthdate: person.birthDate,
    place_of_birth: { locality: person.birthPlace },
    address: {
      street_address: person.domicile.street,
      postal_code: person.domicile.postalCode,
      locality: person.domicile.municipality,
      region: person.domicile.province,
      country_code: person.domicile.country,
    },
    'https://attributes.eid.gov.it/fiscal_number': `TINIT-${person.fiscalCode}`,
    'https://attributes.eid.gov.it/spid_code': person.spidCode,
    acr: `https://www.spid.gov.it/SpidL${person.level ?? 2}`,
  };
}
