import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  AssignPracticeDocument,
  DeskDocument,
  MarkMessagesReadDocument,
  PracticeDocument,
  type PracticeFilter,
  type PracticeOrder,
  PracticesDocument,
} from '../generated/operations.js';
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
  note,
  type Person,
  send,
  signInAgain,
} from '../support/build.js';
import { withClock } from '../support/time.js';

const { DRAFT, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

const found = async (person: Person, filter?: PracticeFilter, order?: PracticeOrder): Promise<string[]> => {
  const { practices } = await as(person).ask(PracticesDocument, { filter, order, first: 100 });
  expect(practices.totalCount).to.equal(practices.nodes.length);
  return practices.nodes.map(({ id }) => id);
};

const ids = (...practices: BuiltPractice[]): string[] => practices.map(({ id }) => id);

describe('the list of practices', () => {
  let service: BuiltService;
  let operator: Person;
  let colleague: Person;
  let draft: BuiltPractice;
  let registered: BuiltPractice;
  let underReview: BuiltPractice;
  let colleagues: BuiltPractice;
  let approved: BuiltPractice;
  let withdrawn: BuiltPractice;

  before(async () => {
    service = await buildService();
    operator = await buildStaff({ services: [service] });
    colleague = await buildStaff({ services: [service] });
    const around = { service, operator };
    draft = await buildPractice({ ...around, status: DRAFT });
    registered = await buildPractice({ ...around, status: REGISTERED });
    underReview = await buildPractice({ ...around, status: UNDER_REVIEW });
    colleagues = await buildPractice({ service, operator: colleague, status: UNDER_REVIEW });
    approved = await buildPractice({ ...around, status: APPROVED });
    withdrawn = await buildPractice({ ...around, status: WITHDRAWN });
  });

  const filed = () => [withdrawn, approved, colleagues, underReview, registered];

  it('has for an operator the practices of their services, but no drafts', async () => {
    expect(await found(operator)).to.deep.equal(ids(...filed()));
    expect(await found(await buildStaff({ services: [await buildService()] }))).to.deep.equal([]);
    expect(await found(await buildStaff())).to.deep.equal([]);
  });

  it('has the same for an operator of more services than a statement names', async () => {
    const more = await Promise.all(Array.from({ length: 65 }, () => buildService()));
    const everywhere = await buildStaff({ services: [service, ...more] });
    await buildPractice({ status: REGISTERED });
    expect(await found(everywhere)).to.deep.equal(ids(...filed()));
    expect(await found(everywhere, { status: ['REGISTERED'] })).to.deep.equal(ids(registered));
    expect(await found(everywhere, {}, 'RECENTLY_UPDATED')).to.have.members(ids(...filed()));
  });

  it('has for an administrator all but drafts, and for a citizen their own with drafts', async () => {
    expect(await found(await buildAdministrator(), { serviceId: [service.id] })).to.deep.equal(ids(...filed()));
    expect(await found(draft.applicant)).to.deep.equal([draft.id]);
    expect(await found(await buildCitizen())).to.deep.equal([]);
  });

  it('finds by status, and nothing in none', async () => {
    expect(await found(operator, { status: ['APPROVED', 'WITHDRAWN'] })).to.deep.equal(ids(withdrawn, approved));
    expect(await found(operator, { status: ['DRAFT'] })).to.deep.equal([]);
    expect(await found(operator, { status: [] })).to.deep.equal([]);
    expect(await found(operator, { status: null })).to.have.length(5);
  });

  it('finds by service, and nothing in one that is unknown, malformed or not handled', async () => {
    const other = await buildPractice();
    expect(await found(operator, { serviceId: [service.id, other.service.id] })).to.have.length(5);
    for (const serviceId of [[other.service.id], ['x'], ['è'], ['\u0000'], [''], []]) {
      expect(await found(operator, { serviceId })).to.deep.equal([]);
    }
  });

  it('finds by who has it in charge', async () => {
    expect(await found(operator, { assignment: 'MINE' })).to.deep.equal(ids(approved, underReview));
    expect(await found(colleague, { assignment: 'MINE' })).to.deep.equal(ids(colleagues));
    expect(await found(operator, { assignment: 'UNASSIGNED' })).to.deep.equal(ids(withdrawn, registered));
    expect(await found(operator, { assignment: 'ANYONE' })).to.have.length(5);
  });

  it('tells a citizen nothing of who has it in charge by the filter', async () => {
    expect(await found(underReview.applicant, { assignment: 'MINE' })).to.deep.equal([]);
  });

  it('finds by unread messages and by whose turn it is, with which the fields agree', async () => {
    const asked = await buildPractice({ service, operator });
    const answered = await buildPractice({ service, operator });
    await send(operator, asked.id);
    await send(operator, answered.id);
    const answer = await send(answered.applicant, answered.id);
    await note(operator, underReview.id);

    expect(await found(operator, { awaitingReplyFrom: 'CITIZEN' })).to.deep.equal([asked.id]);
    expect(await found(operator, { awaitingReplyFrom: 'OPERATOR' })).to.deep.equal([answered.id]);
    expect(await found(operator, { awaitingReplyFrom: 'ADMIN' })).to.deep.equal([]);
    expect(await found(operator, { unreadOnly: true })).to.deep.equal([answered.id]);
    expect(await found(asked.applicant, { unreadOnly: true })).to.deep.equal([asked.id]);
    expect(await found(asked.applicant, { awaitingReplyFrom: 'CITIZEN' })).to.deep.equal([asked.id]);
    const { practices } = await as(operator).ask(PracticesDocument, {
      filter: { serviceId: [service.id] },
      first: 100,
    });
    for (const { id, awaitingReplyFrom, unreadMessageCount } of practices.nodes) {
      const turn = id === asked.id ? 'CITIZEN' : id === answered.id ? 'OPERATOR' : null;
      expect({ awaitingReplyFrom, unreadMessageCount }).to.deep.equal({
        awaitingReplyFrom: turn,
        unreadMessageCount: id === answered.id ? 1 : 0,
      });
    }

    await as(operator).ask(MarkMessagesReadDocument, { input: { practiceId: answered.id, upToMessageId: answer } });
    expect(await found(operator, { unreadOnly: true })).to.deep.equal([]);
    for (const { id } of [asked, answered]) {
      await as(operator).ask(
        'mutation ($input: ClosePracticeInput!) { approvePractice(input: $input) { __typename } }',
        {
          input: { practiceId: id },
        },
      );
    }
    expect(await found(operator, { awaitingReplyFrom: 'CITIZEN' })).to.deep.equal([]);
    expect(await found(operator, { awaitingReplyFrom: 'OPERATOR' })).to.deep.equal([]);
  });

  it('needs all conditions of a filter to hold', async () => {
    expect(await found(operator, { status: ['UNDER_REVIEW'], assignment: 'MINE' })).to.deep.equal(ids(underReview));
    expect(await found(operator, { status: ['REGISTERED'], assignment: 'MINE' })).to.deep.equal([]);
  });

  it('refuses filters that there are not', async () => {
    const list = 'query ($filter: PracticeFilter) { practices(filter: $filter) { totalCount } }';
    for (const filter of [{ status: ['LOST'] }, { assignment: 'HERS' }, { status: Array(8).fill('DRAFT') }, { x: 1 }]) {
      const { code } = await as(operator).refused(list, { filter });
      expect(code, JSON.stringify(filter)).to.equal('BAD_USER_INPUT');
    }
  });
});

describe('the search in the list of practices', () => {
  let service: BuiltService;
  let operator: Person;
  let practice: BuiltPractice;
  let number: string;

  before(async () => {
    service = await buildService({ name: 'Agevolazione TARI per l’attività Zeppelin' });
    operator = await buildStaff({ services: [service] });
    const applicant = await buildCitizen({ givenName: 'Niccolò', familyName: 'D’Amélio-Schröder' });
    practice = await buildPractice({ service, operator, applicant });
    await buildPractice({
      service,
      operator,
      applicant: await buildCitizen({ givenName: 'Ada', familyName: 'Bonghi' }),
    });
    number = (await as(operator).ask(PracticeDocument, { id: practice.id })).practice?.protocolNumber ?? '';
  });

  for (const search of [
    'Niccolò',
    'niccolo',
    'NICCOLÒ',
    'Niccolo\u0300',
    'amelio',
    "d'amelio",
    'D’AMÉLIO SCHRODER',
    'schröder niccolò',
    '  schro   nicc ',
    'niccolo zeppelin',
    'attivita tari amelio',
  ]) {
    it(`finds by ${JSON.stringify(search)}`, async () => {
      expect(await found(operator, { search })).to.deep.equal([practice.id]);
    });
  }

  it('finds by the words of the service, which several practices have', async () => {
    expect(await found(operator, { search: 'zeppelin' })).to.have.length(2);
    expect(await found(operator, { search: 'zeppelin bonghi' })).to.have.length(1);
  });

  it('finds by protocol number, whole or in part', async () => {
    for (const search of [number, number.slice(5), ` ${number} `, number.replace('/', ' ')]) {
      expect(await found(operator, { search }), search).to.deep.equal([practice.id]);
    }
    expect(await found(operator, { search: number.slice(0, 4) })).to.have.length(2);
  });

  it('takes every character for itself: nothing is a wildcard', async () => {
    for (const search of ['niccolo%bonghi', 'ni%bonghi', "niccolo' OR '1'='1", 'niccola', 'x_']) {
      expect(await found(operator, { search }), search).to.deep.equal([]);
    }
    for (const search of ['niccolo\\', 'niccolo;--', '%niccolo%', '"niccolo"']) {
      expect(await found(operator, { search }), search).to.deep.equal([practice.id]);
    }
  });

  it('finds everything with nothing to look for', async () => {
    for (const search of ['', '   ', null]) expect(await found(operator, { search })).to.have.length(2);
  });

  it('finds by fiscal code for the staff, whole and on practices filed with SPID', async () => {
    const { fiscalCode } = practice.applicant;
    for (const person of [operator, await buildAdministrator()]) {
      for (const search of [fiscalCode, fiscalCode.toLowerCase(), ` ${fiscalCode} `]) {
        expect(await found(person, { search }), search).to.deep.equal([practice.id]);
      }
    }
    expect(await found(operator, { search: fiscalCode.slice(0, 15) })).to.deep.equal([]);
    expect(await found(practice.applicant, { search: fiscalCode })).to.deep.equal([]);
    const elsewhere = await buildStaff({ services: [await buildService()] });
    expect(await found(elsewhere, { search: fiscalCode })).to.deep.equal([]);
  });

  it('does not find by fiscal code what was filed otherwise, nor shows it there', async () => {
    const applicant = await buildCitizen();
    const today = { ...(await signInAgain(applicant, 'CIE')) };
    const filedOtherwise = await buildPractice({ service, operator, applicant: today });
    expect(await found(operator, { search: applicant.fiscalCode })).to.deep.equal([]);
    const { practice: seen } = await as(operator).ask(PracticeDocument, { id: filedOtherwise.id });
    expect(seen?.applicant.fiscalCode).to.equal(null);
    const filedWithSpid = await buildPractice({ service, operator, applicant });
    expect(await found(operator, { search: applicant.fiscalCode })).to.deep.equal([filedWithSpid.id]);
  });
});

describe('the orders and pages of the list of practices', () => {
  withClock();
  let operator: Person;
  let service: BuiltService;
  /** In the order of their beginning. */
  const practices: BuiltPractice[] = [];
  /** In the order of their last change. */
  const updated: string[] = [];
  const COUNT = 23;

  before(async () => {
    service = await buildService();
    operator = await buildStaff({ services: [service] });
    const applicants = [await buildCitizen(), await buildCitizen()];
    for (let index = 0; index < COUNT; index += 1) {
      const applicant = applicants[index % 2];
      practices.push(await buildPractice({ service, operator, ...(applicant && { applicant }) }));
    }
    // Some change after all are there, and some of these at one instant; notes change nothing.
    const later = [3, 17, 8, 20, 1, 11];
    app().clock.stopAt(new Date(Date.now() + 1_000));
    for (const [turn, index] of later.entries()) {
      if (turn === 3) app().clock.advance(10);
      await send(operator, practices[index]?.id ?? '');
    }
    app().clock.advance(10);
    await note(operator, practices[0]?.id ?? '');
    app().clock.reset();
    const all = practices.map(({ id }, index) => ({
      id,
      at: later.indexOf(index) < 3 ? 1 : 2,
      changed: later.includes(index),
    }));
    const newestFirst = (some: typeof all) =>
      some
        .map(({ id }) => id)
        .sort()
        .reverse();
    updated.push(
      ...newestFirst(all.filter(({ changed, at }) => changed && at === 2)),
      ...newestFirst(all.filter(({ changed, at }) => changed && at === 1)),
    );
  });

  const pages = async (person: Person, order: PracticeOrder, first: number): Promise<string[]> => {
    const all: string[] = [];
    for (let after: string | null | undefined, more = true; more; ) {
      const answer: {
        practices: {
          nodes: { id: string }[];
          totalCount: number;
          pageInfo: { hasNextPage: boolean; endCursor?: string | null };
        };
      } = await as(person).ask(PracticesDocument, { order, first, after, filter: { serviceId: [service.id] } });
      const { nodes, pageInfo, totalCount } = answer.practices;
      more = pageInfo.hasNextPage;
      if (more) expect(nodes).to.have.length(first);
      expect(totalCount).to.equal(COUNT);
      all.push(...nodes.map(({ id }) => id));
      after = pageInfo.endCursor;
    }
    return all;
  };

  it('gives every practice once in every order, whatever the size of the pages', async () => {
    const oldest = ids(...practices);
    for (const person of [operator, await buildAdministrator()]) {
      for (const first of [1, 4, COUNT, 100]) {
        expect(await pages(person, 'OLDEST', first), `${first}`).to.deep.equal(oldest);
        expect(await pages(person, 'NEWEST', first), `${first}`).to.deep.equal([...oldest].reverse());
        const recent = await pages(person, 'RECENTLY_UPDATED', first);
        expect(recent.slice(0, updated.length), `${first}`).to.deep.equal(updated);
        expect([...recent].sort(), `${first}`).to.deep.equal([...oldest].sort());
      }
    }
  });

  it('begins with the newest when no order is given', async () => {
    const { practices: page } = await as(operator).ask(PracticesDocument, { first: 1 });
    expect(page.nodes.map(({ id }) => id)).to.deep.equal([practices.at(-1)?.id]);
    const explicit = await as(operator).ask(PracticesDocument, { first: null, order: null, after: null });
    expect(explicit.practices.nodes).to.have.length(20);
  });

  it('refuses pages that there are not, and cursors of another list or order', async () => {
    const cursorOf = async (order: PracticeOrder) =>
      (await as(operator).ask(PracticesDocument, { order, first: 1 })).practices.pageInfo.endCursor;
    const newest = await cursorOf('NEWEST');
    const recent = await cursorOf('RECENTLY_UPDATED');
    const write = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const timeline = write('message', new Date().toISOString(), practices[0]?.id);
    const wrong: [object, string][] = [
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ first: -1 }, 'first'],
      [{ order: 'OLDEST', after: newest }, 'after'],
      [{ order: 'NEWEST', after: recent }, 'after'],
      [{ order: 'RECENTLY_UPDATED', after: newest }, 'after'],
      [{ after: timeline }, 'after'],
      [{ after: '' }, 'after'],
      [{ after: 'x' }, 'after'],
      [{ after: write('practice.newest') }, 'after'],
      [{ after: write('practice.newest', 1) }, 'after'],
      [{ after: write('practice.newest', 'a', 'b') }, 'after'],
      [{ order: 'RECENTLY_UPDATED', after: write('practice.updated', 'yesterday', 'x') }, 'after'],
    ];
    for (const [page, path] of wrong) {
      const { code, details } = await as(operator).refused(PracticesDocument, page);
      expect(code, JSON.stringify(page)).to.equal('BAD_USER_INPUT');
      expect(details.violations[0].path, JSON.stringify(page)).to.equal(path);
    }
  });

  it('answers a page, and no fault, to cursors that somebody made up', async () => {
    const write = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const [order, ...position] of [
      ['NEWEST', 'practice.newest', 'è'],
      ['NEWEST', 'practice.newest', "' OR 1=1"],
      ['OLDEST', 'practice.oldest', '\u0000\ud800'],
      ['RECENTLY_UPDATED', 'practice.updated', '+275760-09-13T00:00:00.000Z', 'x'],
      ['RECENTLY_UPDATED', 'practice.updated', '-000001-01-01T00:00:00.000Z', 'x'],
      ['RECENTLY_UPDATED', 'practice.updated', '0', 'x'],
    ] as [PracticeOrder, ...string[]][]) {
      const { errors } = await as(operator).answer(PracticesDocument, { order, after: write(...position) });
      const code = errors?.[0]?.extensions.code ?? 'BAD_USER_INPUT';
      expect(code, position.join()).to.equal('BAD_USER_INPUT');
    }
  });
});

describe('the desk', () => {
  it('counts what waits, what is theirs, what is concluded, all, and what they have not read', async () => {
    const service = await buildService();
    const operator = await buildStaff({ services: [service] });
    const colleague = await buildStaff({ services: [service] });
    const around = { service, operator };
    for (const status of [DRAFT, REGISTERED, REGISTERED, APPROVED, REJECTED, WITHDRAWN]) {
      await buildPractice({ ...around, status });
    }
    const own = await buildPractice({ ...around, status: UNDER_REVIEW });
    const passedOn = await buildPractice({ ...around, status: UNDER_REVIEW });
    await as(operator).ask(AssignPracticeDocument, { input: { practiceId: passedOn.id, operatorId: colleague.id } });
    await buildPractice();
    await send(own.applicant, own.id);
    await send(own.applicant, own.id);
    await note(colleague, own.id);
    await send(passedOn.applicant, passedOn.id);

    const deskOf = async (person: Person) => (await as(person).ask(DeskDocument)).desk;
    const shared = { toAssign: 2, concluded: 3, all: 7, undelivered: 0 };
    expect(await deskOf(operator)).to.deep.equal({ ...shared, toManage: 1, unreadMessages: 2 });
    expect(await deskOf(colleague)).to.deep.equal({ ...shared, toManage: 1, unreadMessages: 1 });
    expect(await deskOf(await buildStaff())).to.deep.equal({
      toAssign: 0,
      toManage: 0,
      concluded: 0,
      all: 0,
      unreadMessages: 0,
      undelivered: 0,
    });
  });
});
