import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { RegistryCounter } from '../../src/registry/registry-counter.entity.js';
import { CreatePracticeDocument, SubmitPracticeDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildCitizen, buildPractice, buildService, buildStaff, type Citizen } from '../support/build.js';
import { withClock } from '../support/time.js';

const { DRAFT } = PracticeStatus;

const submit = async (applicant: Citizen, practiceId: string): Promise<string> => {
  const { submitPractice } = await as(applicant).ask(SubmitPracticeDocument, { input: { practiceId } });
  return submitPractice.practice.protocolNumber ?? '';
};

/** Drafts of one applicant, ready to be filed. */
async function drafts(count: number): Promise<{ applicant: Citizen; ids: string[] }> {
  const service = await buildService();
  const applicant = await buildCitizen();
  const begin = async () =>
    (await as(applicant).ask(CreatePracticeDocument, { input: { serviceId: service.id } })).createPractice.practice.id;
  const ids: string[] = [];
  for (let begun = 0; begun < count; begun += 20) {
    ids.push(...(await Promise.all(Array.from({ length: Math.min(20, count - begun) }, begin))));
  }
  return { applicant, ids };
}

const sequence = (numbers: string[]): number[] =>
  numbers.map((number) => Number(number.slice(5))).sort((a, b) => a - b);

describe('the protocol number', () => {
  withClock();

  it('has the year and at least seven digits, and goes on by one', async () => {
    const { applicant, ids } = await drafts(3);
    const numbers: string[] = [];
    for (const id of ids) numbers.push(await submit(applicant, id));
    for (const number of numbers) expect(number).to.match(/^\d{4}\/\d{7}$/);
    const [first = 0] = sequence(numbers);
    expect(sequence(numbers)).to.deep.equal([first, first + 1, first + 2]);
    expect(sequence(numbers)).to.deep.equal(numbers.map((number) => Number(number.slice(5))));
  });

  it('is not spent by who is refused', async () => {
    const { applicant, ids } = await drafts(2);
    const first = await submit(applicant, ids[0] ?? '');
    const refusal = await as(applicant).refused(SubmitPracticeDocument, { input: { practiceId: ids[0] ?? '' } });
    expect(refusal.code).to.equal('INVALID_TRANSITION');
    const second = await submit(applicant, ids[1] ?? '');
    expect(sequence([second])[0]).to.equal(Number(sequence([first])[0]) + 1);
  });

  it('begins anew at the turn of the year in Italy, which is an hour before that of UTC', async () => {
    for (const [before, after, year] of [
      ['2031-12-31T22:59:59.999Z', '2031-12-31T23:00:00.000Z', 2031],
      ['2033-12-31T22:59:59.999Z', '2033-12-31T23:00:00.000Z', 2033],
    ] as const) {
      app().clock.stopAt(new Date(before));
      const { applicant, ids } = await drafts(4);
      const numbers = [await submit(applicant, ids[0] ?? ''), await submit(applicant, ids[1] ?? '')];
      app().clock.stopAt(new Date(after));
      numbers.push(await submit(applicant, ids[2] ?? ''), await submit(applicant, ids[3] ?? ''));
      expect(numbers).to.deep.equal([
        `${year}/0000001`,
        `${year}/0000002`,
        `${year + 1}/0000001`,
        `${year + 1}/0000002`,
      ]);
    }
  });

  it('begins with one when the first of a year are filed all at once', async () => {
    app().clock.stopAt(new Date('2035-03-01T12:00:00.000Z'));
    const { applicant, ids } = await drafts(30);
    const numbers = await Promise.all(ids.map((id) => submit(applicant, id)));
    expect(sequence(numbers)).to.deep.equal(ids.map((_, index) => index + 1));
    expect(new Set(numbers.map((number) => number.slice(0, 5)))).to.deep.equal(new Set(['2035/']));
  });

  it('has more digits when seven are not enough', async () => {
    app().clock.stopAt(new Date('2036-03-01T12:00:00.000Z'));
    const { applicant, ids } = await drafts(2);
    await submit(applicant, ids[0] ?? '');
    await app().service.parts.database.transaction((tx) =>
      tx.manager.update(RegistryCounter, { year: 2036 }, { last: 9_999_999 }),
    );
    expect(await submit(applicant, ids[1] ?? '')).to.equal('2036/10000000');
  });

  it('has neither gap nor double when 200 are filed at once, some of them twice', async function () {
    this.timeout(60_000);
    const { applicant, ids } = await drafts(200);
    const before = await submit(applicant, (await buildPractice({ status: DRAFT, applicant })).id);
    const [start = 0] = sequence([before]);
    const again = ids
      .slice(0, 20)
      .map((practiceId) => as(applicant).answer(SubmitPracticeDocument, { input: { practiceId } }));
    const answers = await Promise.all([
      ...ids.map((practiceId) => as(applicant).answer(SubmitPracticeDocument, { input: { practiceId } })),
      ...again,
    ]);
    const numbers = answers.flatMap(({ data }) => data?.submitPractice.practice.protocolNumber ?? []);
    expect(sequence(numbers)).to.deep.equal(ids.map((_, index) => start + 1 + index));
    const refusals = answers.flatMap(({ errors }) => errors?.[0]?.extensions.code ?? []);
    expect(refusals).to.deep.equal(Array(20).fill('INVALID_TRANSITION'));
  });

  it('is none of a draft’s', async () => {
    const { id, applicant } = await buildPractice({ status: DRAFT, operator: await buildStaff() });
    const { practice } = await as(applicant).ask<{ practice: object }, unknown>(
      'query ($id: ID!) { practice(id: $id) { protocolNumber submittedAt } }',
      { id },
    );
    expect(practice).to.deep.equal({ protocolNumber: null, submittedAt: null });
  });
});
