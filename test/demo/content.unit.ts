import { expect } from 'chai';
import { correspondence, correspondenceUpTo } from '../../src/demo/correspondence/correspondence.js';
import { type DemoPractice, eventsOf } from '../../src/demo/correspondence/practice.js';
import { serviceGroups } from '../../src/demo/municipality.js';
import { citizens, people, staff } from '../../src/demo/people.js';
import { daysFrom, services } from '../../src/demo/services.js';

const nows = ['2026-01-15T00:00:00.000Z', '2026-03-29T12:00:00.000Z', '2026-10-25T23:59:59.999Z'].map(
  (t) => new Date(t),
);
const handles = (key: string, service: string) =>
  staff.some((one) => one.key === key && one.services.includes(service));

/** Walks a practice through its steps, refusing what the rules refuse, and answers its last status. */
function statusOf(practice: DemoPractice): string {
  let status = 'DRAFT';
  let inCharge = '';
  const citizen = citizens.find(({ key }) => key === practice.citizen);
  const need = (fact: unknown, what: string) => {
    if (!fact)
      throw new Error(`${practice.service} of ${practice.citizen}, ${practice.startedDaysAgo} days ago: ${what}`);
  };
  need(practice.session === 'PASSWORD' || citizen?.spid, 'SPID session of somebody without SPID');
  for (const step of practice.steps) {
    const underReview = status === 'UNDER_REVIEW';
    if ('by' in step) need(handles(step.by, practice.service), `${step.by} does not handle it`);
    if (step.do === 'submit') {
      need(status === 'DRAFT', 'submitted twice');
      status = 'REGISTERED';
    } else if (step.do === 'takeInCharge') {
      need(status === 'REGISTERED', 'taken in charge out of turn');
      status = 'UNDER_REVIEW';
      inCharge = step.by;
    } else if (step.do === 'assign') {
      need(underReview && handles(step.to, practice.service), 'assigned out of turn');
      inCharge = step.to;
    } else if (step.do === 'note') {
      need(status !== 'DRAFT', 'note on a draft');
    } else if (step.do === 'withdraw') {
      need(underReview || status === 'REGISTERED', 'withdrawn out of turn');
      status = 'WITHDRAWN';
    } else {
      need(underReview, `${step.do} outside the review`);
      need(step.do === 'reply' || step.by === inCharge, `${step.do} by somebody not in charge`);
      if (step.do === 'message' || step.do === 'reply') need(practice.session === 'SPID', 'message without SPID');
      if (step.do === 'approve') status = 'APPROVED';
      if (step.do === 'reject') status = 'REJECTED';
    }
  }
  return status;
}

describe('the content of the demo', () => {
  it('has fiscal codes that agree with the people and their check characters', () => {
    const codes = citizens.flatMap((citizen) => (citizen.spid ? [{ ...citizen, spid: citizen.spid }] : []));
    expect(codes).to.have.length(3);
    for (const { spid, givenName, familyName } of codes)
      expect(spid.fiscalCode).to.equal(fiscalCode(spid, givenName, familyName));
    expect(codes.map(({ spid }) => spid.level)).to.have.members([1, 2, 3]);
  });

  it('names only people, services and groups that there are, each once', () => {
    const keys = services.map(({ key }) => key);
    for (const list of [
      keys,
      people.map(({ key }) => key),
      services.map(({ name }) => name),
      people.map(({ email }) => email),
    ])
      expect(new Set(list).size).to.equal(list.length);
    const grouped = serviceGroups.flatMap((group) => group.services);
    expect(new Set(grouped).size).to.equal(grouped.length);
    expect(keys).to.include.members([...grouped, ...staff.flatMap((one) => one.services)]);
    expect(keys).to.include.members(correspondence.map(({ service }) => service));
    expect(citizens.map(({ key }) => key)).to.include.members(correspondence.map(({ citizen }) => citizen));
  });

  it('does nothing that the rules refuse, and leaves practices in every status', () => {
    const counts: Record<string, number> = {};
    for (const practice of correspondence) {
      const status = statusOf(practice);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    expect(counts).to.have.all.keys('DRAFT', 'REGISTERED', 'UNDER_REVIEW', 'APPROVED', 'REJECTED', 'WITHDRAWN');
    expect(correspondence.length).to.be.within(38, 45);
  });

  for (const now of nows) {
    it(`has happened by ${now.toISOString()}, while each service was open`, () => {
      for (const { at, practice, step } of correspondenceUpTo(now)) {
        expect(at.getTime(), `${practice.service} of ${practice.citizen}: ${step.do}`).to.be.at.most(now.getTime());
        if (step.do !== 'submit') continue;
        const service = services.find(({ key }) => key === practice.service);
        expect(service?.status).to.equal('PUBLISHED');
        expect(at).to.be.above(daysFrom(now, service?.opensInDays ?? -1000));
        expect(at).to.be.below(daysFrom(now, service?.closesInDays ?? 1000));
      }
    });
  }

  it('follows the order of ordered groups', () => {
    const [now] = nows;
    for (const { services: steps } of serviceGroups.filter(({ ordered }) => ordered)) {
      for (const practice of correspondence.filter(({ service }) => steps.indexOf(service) > 0)) {
        const submitted = eventsOf(practice, now).find(({ step }) => step.do === 'submit');
        for (const earlier of steps.slice(0, steps.indexOf(practice.service))) {
          const approved = correspondence
            .filter(({ service, citizen }) => service === earlier && citizen === practice.citizen)
            .flatMap((one) => eventsOf(one, now))
            .find(({ step }) => step.do === 'approve');
          expect(approved?.at, `${earlier} before ${practice.service}`).to.be.below(submitted?.at ?? now);
        }
      }
    }
  });
});

/** The fiscal code by the rules of the ministerial decree, for names without special cases beyond missing consonants. */
function fiscalCode(
  spid: { birthDate: string; birthPlaceCode: string; sex: string },
  given: string,
  family: string,
): string {
  const consonants = (name: string) => name.toUpperCase().replace(/[^B-DF-HJ-NP-TV-Z]/g, '');
  const vowels = (name: string) => name.toUpperCase().replace(/[^AEIOU]/g, '');
  const three = (name: string) => `${consonants(name)}${vowels(name)}XXX`.slice(0, 3);
  const four = consonants(given);
  const name = four.length > 3 ? `${four[0]}${four[2]}${four[3]}` : three(given);
  const [year, month, day] = spid.birthDate.split('-');
  const days = String(Number(day) + (spid.sex === 'F' ? 40 : 0)).padStart(2, '0');
  const body = `${three(family)}${name}${year.slice(2)}${'ABCDEHLMPRST'[Number(month) - 1]}${days}${spid.birthPlaceCode}`;
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const value = (c: string) => (/\d/.test(c) ? Number(c) : c.charCodeAt(0) - 65);
  const sum = [...body].reduce((total, c, index) => total + (index % 2 === 0 ? odd[value(c)] : value(c)), 0);
  return body + String.fromCharCode(65 + (sum % 26));
}
