import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { as } from '../support/as.js';
import {
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildStaff,
  type Citizen,
  type Person,
  send,
  signInAgain,
} from '../support/build.js';

const CERTIFIED =
  'fiscalCode spidCode birthDate birthPlace domicile { street postalCode municipality province country }';

interface Certified {
  fiscalCode: string | null;
  spidCode: string | null;
  birthDate: string | null;
  birthPlace: string | null;
  domicile: object | null;
}

/** What SPID certifies of the citizens that buildCitizen makes. */
const known = ({ fiscalCode, claims }: Citizen): Certified => ({
  fiscalCode,
  spidCode: String(claims['https://attributes.eid.gov.it/spid_code']),
  birthDate: '1980-01-01',
  birthPlace: 'H501',
  domicile: { street: 'Via Inventata 1', postalCode: '56010', municipality: 'Prova', province: 'PI', country: 'IT' },
});

const NOTHING: Certified = { fiscalCode: null, spidCode: null, birthDate: null, birthPlace: null, domicile: null };

interface Seen {
  applicant: Certified;
  history: { to: string; by: { profile: Certified | null } }[];
  messages: { nodes: { author: { profile: Certified | null }; practice: { applicant: Certified } }[] };
}

/** Every way from a practice to its applicant, as somebody sees it. */
async function waysToApplicant(viewer: Person, id: string): Promise<Certified[]> {
  const { practice } = await as(viewer).ask<{ practice: Seen }, object>(
    `query($id: ID!) { practice(id: $id) {
      applicant { ${CERTIFIED} }
      history { to by { profile { ${CERTIFIED} } } }
      messages { nodes { author { profile { ${CERTIFIED} } } practice { applicant { ${CERTIFIED} } } } }
    } }`,
    { id },
  );
  const filing = practice.history.find(({ to }) => to === 'SUBMITTED');
  const written = practice.messages.nodes.flatMap(({ author, practice: { applicant } }) => [author.profile, applicant]);
  return [practice.applicant, filing?.by.profile ?? null, ...written].filter((each) => each !== null);
}

const meOf = async (citizen: Citizen): Promise<Certified> =>
  (await as(citizen).ask<{ me: Certified }, unknown>(`{ me { ${CERTIFIED} } }`)).me;

describe('R22 what SPID certifies', () => {
  it('is shown to its owner in a session opened with SPID, and in no other', async () => {
    const citizen = await buildCitizen();
    expect(await meOf(citizen)).to.deep.equal(known(citizen));
    expect(await meOf(await signInAgain(citizen, 'CIE'))).to.deep.equal(NOTHING);
    expect(await meOf(await signInAgain(citizen, 'PASSWORD'))).to.deep.equal(NOTHING);
    expect(await meOf(citizen), 'of the SPID session that is still open').to.deep.equal(known(citizen));
  });

  it('is shown on a practice filed with SPID, to operators and its owner, whichever way leads to them', async () => {
    const { id, applicant, operator, service } = await buildPractice({ filedWith: 'SPID' });
    await send(applicant, id);
    const administrator = await buildAdministrator();
    const colleague = await buildStaff({ services: [service] });
    for (const viewer of [operator, colleague, administrator, applicant]) {
      const ways = await waysToApplicant(viewer, id);
      expect(ways).to.have.length(4);
      for (const way of ways) expect(way).to.deep.equal(known(applicant));
    }
    for (const means of ['CIE', 'PASSWORD'] as const) {
      for (const way of await waysToApplicant(await signInAgain(applicant, means), id)) {
        expect(way).to.deep.equal(NOTHING);
      }
    }
    const stranger = await buildStaff({});
    const { practice } = await as(stranger).ask<{ practice: null }, object>(
      'query($id: ID!) { practice(id: $id) { applicant { fiscalCode } } }',
      { id },
    );
    expect(practice).to.equal(null);
  });

  for (const filedWith of ['CIE', 'PASSWORD'] as const) {
    it(`is closed to operators on a practice filed with ${filedWith}, also of somebody known by SPID`, async () => {
      const citizen = await buildCitizen();
      const inSession = await signInAgain(citizen, filedWith);
      const { id, operator } = await buildPractice({ applicant: inSession, status: PracticeStatus.APPROVED });
      // Who files without SPID and without a certified fiscal code is still the citizen of that account.
      for (const way of await waysToApplicant(operator, id)) expect(way).to.deep.equal(NOTHING);
      for (const way of await waysToApplicant(inSession, id)) expect(way).to.deep.equal(NOTHING);
      for (const way of await waysToApplicant(citizen, id)) expect(way).to.deep.equal(known(citizen));
      for (const way of await waysToApplicant(await buildAdministrator(), id)) {
        expect(way).to.deep.equal(known(citizen));
      }
    });
  }

  it('is found in the list of users by administrators, and nobody else has that list', async () => {
    const citizen = await buildCitizen();
    const query = `query($search: String) { users(search: $search) { nodes { ${CERTIFIED} } } }`;
    const variables = { search: citizen.email };
    const { users } = await as(await buildAdministrator()).ask<{ users: { nodes: Certified[] } }, object>(
      query,
      variables,
    );
    expect(users.nodes).to.deep.equal([known(citizen)]);
    for (const viewer of [citizen, await buildStaff({})]) {
      expect((await as(viewer).refused(query, variables)).code).to.equal('FORBIDDEN');
    }
  });

  it('is not made up of what anybody else says: without SPID there is none, to administrators neither', async () => {
    for (const means of ['CIE', 'PASSWORD'] as const) {
      const { id, applicant, operator } = await buildPractice({ filedWith: means });
      expect(await meOf(applicant)).to.deep.equal(NOTHING);
      for (const viewer of [operator, await buildAdministrator()]) {
        for (const way of await waysToApplicant(viewer, id)) expect(way).to.deep.equal(NOTHING);
      }
    }
  });
});
