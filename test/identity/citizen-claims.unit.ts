import { expect } from 'chai';
import type { JWTPayload } from 'jose';
import { type SpidPerson, spidClaims } from '../../src/demo/spid-claims.js';
import { AuthenticationMethod } from '../../src/identity/authentication.js';
import { readCitizenClaims } from '../../src/identity/citizen-claims.js';
import { InvalidToken } from '../../src/identity/invalid-token.js';

const FISCAL_NUMBER = 'https://attributes.eid.gov.it/fiscal_number';
const SPID_CODE = 'https://attributes.eid.gov.it/spid_code';
const ISSUED_AT = 1_760_000_000;

const person: SpidPerson = {
  subject: 'maria-1',
  givenName: 'Maria',
  familyName: 'De Rossi',
  email: 'maria@example.it',
  phone: '+39 333 1234567',
  birthDate: '1980-01-01',
  birthPlace: 'H501',
  domicile: { street: 'Via Roma 1', postalCode: '56100', municipality: 'Bugliano', province: 'PI', country: 'IT' },
  fiscalCode: 'RSSMRA80A01H501U',
  spidCode: 'ABCD0000000001',
  level: 2,
};

const read = (changes: Record<string, unknown> = {}, rename: Record<string, string> = {}) =>
  readCitizenClaims(
    { iss: 'https://idp.example', iat: ISSUED_AT, ...spidClaims(person), ...changes } as JWTPayload,
    rename,
  );

const NOTHING_CERTIFIED = { fiscalCode: null, spidCode: null, domicile: null, birthDate: null, birthPlace: null };

describe('R22 claims of a citizen', () => {
  it('are read from a SPID sign-in', () => {
    expect(read()).to.deep.equal({
      issuer: 'https://idp.example',
      subject: 'maria-1',
      givenName: 'Maria',
      familyName: 'De Rossi',
      email: 'maria@example.it',
      phone: '+39 333 1234567',
      birthDate: '1980-01-01',
      birthPlace: 'H501',
      domicile: person.domicile,
      fiscalCode: 'RSSMRA80A01H501U',
      spidCode: 'ABCD0000000001',
      authentication: { method: AuthenticationMethod.SPID, level: 2, at: new Date(ISSUED_AT * 1000) },
      issuedAt: new Date(ISSUED_AT * 1000),
    });
  });

  describe('when attributes are missing or of the wrong type', () => {
    const attributes = Object.keys(spidClaims(person)).filter((name) => name !== 'sub');
    for (const wrong of [undefined, null, 7, '', '\0', true, [], ['x'], {}, { locality: {} }]) {
      it(`stands ${JSON.stringify(wrong) ?? 'nothing'} in any of them, and in all`, () => {
        for (const name of attributes) expect(read({ [name]: wrong }).subject).to.equal('maria-1');
        const claims = read(Object.fromEntries(attributes.map((name) => [name, wrong])));
        expect(claims).to.include({ givenName: 'maria-1', familyName: '', email: null, phone: null });
        expect(claims).to.deep.include(NOTHING_CERTIFIED);
        expect(claims.authentication.method).to.equal(AuthenticationMethod.PASSWORD);
      });
    }

    it('keeps what there is of a domicile', () => {
      expect(read({ address: { locality: 'Bugliano', region: 5 } }).domicile).to.deep.equal({
        street: null,
        postalCode: null,
        municipality: 'Bugliano',
        province: null,
        country: null,
      });
      expect(read({ address: { region: ' ' } }).domicile).to.equal(null);
    });

    it('finds a name somewhere', () => {
      const nameless = { given_name: undefined, family_name: undefined };
      expect(read({ ...nameless, name: 'Maria De Rossi' })).to.include({ givenName: 'Maria', familyName: 'De Rossi' });
      expect(read({ ...nameless, name: 'Maria' })).to.include({ givenName: 'Maria', familyName: '' });
      expect(read({ ...nameless })).to.include({ givenName: 'maria@example.it', familyName: '' });
      expect(read({ given_name: undefined, name: 'X Y' })).to.include({ givenName: '', familyName: 'De Rossi' });
    });

    it('takes no day that does not exist for a date of birth', () => {
      for (const day of ['1980-02-30', '1980', '01/01/1980', '0000-00-00', '1980-01-01T00:00:00Z']) {
        expect(read({ birthdate: day }).birthDate, day).to.equal(null);
      }
    });
  });

  it('are one line of composed characters, of 255 at most', () => {
    expect(read({ given_name: '  Nicolo\u0300\r\nMaria\0\u202e ' }).givenName).to.equal('Nicolò Maria');
    expect(read({ given_name: 'a'.repeat(300) }).givenName).to.have.length(255);
    expect(Array.from(read({ given_name: '😀'.repeat(300) }).givenName)).to.have.length(255);
    expect(read({ given_name: '\ud800x' }).givenName).to.equal('x');
  });

  for (const email of [
    'a@example.it,b@example.it',
    'a@example.it;b@example.it',
    'a@example.it\r\nBcc: b@example.it',
    'a@example.it b@example.it',
    'Maria <maria@example.it>',
    '"a,b"@example.it',
    'maria@',
    'maria',
    'mаria@example.it',
    `${'a'.repeat(250)}@example.it`,
  ]) {
    it(`take no e-mail address from ${JSON.stringify(email.slice(0, 40))}`, () => {
      expect(read({ email }).email).to.equal(null);
    });
  }

  it('are taken under the names that the provider gives them', () => {
    const rename = {
      given_name: 'https://proxy.example/claims/name.first',
      family_name: 'person.surname',
      'address.locality': 'city',
      'https://attributes.eid.gov.it/spid_code': 'spid.code',
      'https://attributes.eid.gov.it/fiscal_number': 'fiscalNumber',
      acr: 'authn.context',
    };
    const claims = read(
      {
        'https://proxy.example/claims/name.first': 'Anna',
        person: { surname: 'Bianchi' },
        city: 'Pisa',
        'spid.code': 'LITERAL',
        spid: { code: 'PATH' },
        fiscalNumber: 'TINIT-RSSMRA80A01H501U',
        authn: { context: 'https://www.spid.gov.it/SpidL3' },
      },
      rename,
    );
    expect(claims).to.include({ givenName: 'Anna', familyName: 'Bianchi', spidCode: 'LITERAL' });
    expect(claims.domicile).to.include({ municipality: 'Pisa', province: 'PI' });
    expect(claims.authentication).to.include({ method: AuthenticationMethod.SPID, level: 3 });
    expect(read({}, { acr: 'loa' }).authentication.method).to.equal(AuthenticationMethod.PASSWORD);
    expect(read({}, { given_name: 'constructor.name' }).givenName).to.equal('');
  });

  it('say when the person signed in, which is never after the token', () => {
    const at = (authTime: unknown) => read({ auth_time: authTime }).authentication.at.getTime() / 1000;
    expect(at(ISSUED_AT - 500)).to.equal(ISSUED_AT - 500);
    for (const wrong of [undefined, 'yesterday', null, -1, Number.NaN, 1e300, ISSUED_AT + 1, ISSUED_AT * 1000]) {
      expect(at(wrong), String(wrong)).to.equal(ISSUED_AT);
    }
  });

  it('are refused without what identifies the account, which is never tidied', () => {
    for (const sub of [undefined, 7, '', ' maria', 'maria ', 'ma\nria', 'mària', 'a'.repeat(256)]) {
      expect(() => read({ sub }), String(sub)).to.throw(InvalidToken);
    }
    expect(() => read({ iss: undefined })).to.throw(InvalidToken);
    for (const iat of [undefined, 'x', 1e300, -1]) expect(() => read({ iat }), String(iat)).to.throw(InvalidToken);
    expect(read({ sub: 'a'.repeat(255) }).subject).to.have.length(255);
  });
});

describe('R8 method of authentication', () => {
  for (const level of [1, 2, 3]) {
    it(`is SPID at level ${level} with spid_code and fiscal number, CIE without spid_code`, () => {
      const acr = `https://www.spid.gov.it/SpidL${level}`;
      expect(read({ acr }).authentication).to.include({ method: AuthenticationMethod.SPID, level });
      const card = read({ acr, [SPID_CODE]: undefined });
      expect(card.authentication).to.include({ method: AuthenticationMethod.CIE, level });
      expect(card.fiscalCode).to.equal('RSSMRA80A01H501U');
    });
  }

  const notInTheTable: unknown[] = [
    undefined,
    '',
    '1',
    2,
    'SpidL2',
    'https://evil/SpidL3',
    'https://www.spid.gov.it/SpidL0',
    'https://www.spid.gov.it/SpidL4',
    'https://www.spid.gov.it/SpidL2 ',
    'https://www.spid.gov.it/spidl2',
    'http://www.spid.gov.it/SpidL2',
    'https://www.spid.gov.it.evil/SpidL2',
    'https://www.spid.gov.it/SpidL３',
    'https://www.ѕpid.gov.it/SpidL2',
    'https://www.spid.gov.it/SpidL2\0',
    ['https://www.spid.gov.it/SpidL2'],
    'constructor',
    '__proto__',
  ];
  for (const acr of notInTheTable) {
    it(`is PASSWORD, and nothing is certified, with acr ${JSON.stringify(acr) ?? 'missing'}`, () => {
      const claims = read({ acr });
      expect(claims.authentication).to.deep.include({ method: AuthenticationMethod.PASSWORD, level: null });
      expect(claims).to.deep.include(NOTHING_CERTIFIED);
      expect(claims).to.include({ givenName: 'Maria', email: 'maria@example.it' });
    });
  }

  for (const number of [undefined, '', 5, 'TINIT-RSSMRA80A01H501X', 'RSSMRА80A01H501U']) {
    it(`is PASSWORD with a spid_code and the fiscal number ${JSON.stringify(number) ?? 'missing'}`, () => {
      const claims = read({ [FISCAL_NUMBER]: number });
      expect(claims.authentication).to.deep.include({ method: AuthenticationMethod.PASSWORD, level: null });
      expect(claims).to.deep.include(NOTHING_CERTIFIED);
    });
  }

  it('is CIE without spid_code and without a valid fiscal number, which is then null', () => {
    const claims = read({ [SPID_CODE]: undefined, [FISCAL_NUMBER]: 'TINIT-RSSMRA80A01H501X' });
    expect(claims.authentication).to.include({ method: AuthenticationMethod.CIE, level: 2 });
    expect(claims.fiscalCode).to.equal(null);
  });
});
