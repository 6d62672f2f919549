import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { PracticeDocument, PracticesDocument, UpdateProfileDocument, UsersDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  type BuiltService,
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildService,
  buildStaff,
  type Person,
} from '../support/build.js';

const found = async (person: Person, search: string): Promise<string[]> => {
  const { practices } = await as(person).ask(PracticesDocument, { filter: { search }, first: 100 });
  expect(practices.totalCount, search).to.equal(practices.nodes.length);
  return practices.nodes.map(({ id }) => id);
};

describe('what a search of practices looks into', () => {
  let service: BuiltService;
  let operator: Person;
  let practice: BuiltPractice;
  let number: string;

  before(async () => {
    service = await buildService({ name: 'Rimborso Quadrifoglio 77', description: 'Si chiede entro il mese.' });
    operator = await buildStaff({ services: [service] });
    const applicant = await buildCitizen({ givenName: 'Giada', familyName: 'Quadri' });
    practice = await buildPractice({ service, operator, applicant });
    number = (await as(operator).ask(PracticeDocument, { id: practice.id })).practice?.protocolNumber ?? '';
  });

  it('finds what begins a word of a name, and not what stands within one', async () => {
    for (const search of ['gia', 'giada quad', 'quadri giada', 'rimb giada', 'quadrif', 'quadri']) {
      expect(await found(operator, search), search).to.deep.equal([practice.id]);
    }
    for (const search of ['ada', 'iada', 'foglio', 'giada quadrig', 'giada giadina']) {
      expect(await found(operator, search), search).to.deep.equal([]);
    }
  });

  it('looks for services by their names, and not in what describes them', async () => {
    expect(await found(operator, 'quadrifoglio rimborso 77')).to.deep.equal([practice.id]);
    expect(await found(operator, 'mese')).to.deep.equal([]);
  });

  it('finds a number without its zeros, with its year and without', async () => {
    const [year = '', digits = ''] = number.split('/');
    for (const search of [
      `${Number(digits)}`,
      `${year}/${Number(digits)}`,
      `giada ${Number(digits)}`,
      `${year} giada`,
    ]) {
      expect(await found(operator, search), search).to.include(practice.id);
    }
    for (const search of [`${year}/${Number(digits)}0`, '0', `1999/${digits}`, '9'.repeat(30)]) {
      expect(await found(operator, search), search).to.deep.equal([]);
    }
  });

  it('finds nothing of others for a citizen, whatever is looked for', async () => {
    const other = await buildCitizen({ givenName: 'Giada', familyName: 'Altra' });
    for (const search of ['giada', number, 'quadrifoglio', practice.applicant.fiscalCode]) {
      expect(await found(other, search), search).to.deep.equal([]);
    }
    expect(await found(practice.applicant, 'quadrifoglio giada')).to.deep.equal([practice.id]);
  });

  it('goes by the name and the address that somebody has now', async () => {
    const administrator = await buildAdministrator();
    const people = async (search: string) =>
      (await as(administrator).ask(UsersDocument, { search })).users.nodes.map(({ id }) => id);
    const [first, second, address] = Array.from({ length: 3 }, () => `z${randomUUID().slice(0, 8)}`);
    const applicant = await buildCitizen({ givenName: 'Ada', familyName: first });
    const own = await buildPractice({ service, operator, applicant });
    expect(await found(operator, `${first}`)).to.deep.equal([own.id]);

    app().clock.advance(2_000);
    const token = await app().issuer.token({ ...applicant.claims, family_name: second });
    await as({ token }).ask(UpdateProfileDocument, { input: { email: `${address}@posta.example` } });
    expect(await found(operator, `${first}`)).to.deep.equal([]);
    expect(await found(operator, `${second} ada`)).to.deep.equal([own.id]);
    expect(await people(`${address}@posta.example`)).to.deep.equal([applicant.id]);
    // An address is for administrators to find by, not for whoever sees the practice.
    expect(await found(operator, `${address}`)).to.deep.equal([]);

    await as({ token }).ask(UpdateProfileDocument, { input: { email: null } });
    expect(await people(`${address}`)).to.deep.equal([]);
    expect(await people(`${second} posta`)).to.deep.equal([]);
    expect(await people(`${second} ada`)).to.deep.equal([applicant.id]);
  });
});
