import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { AssignPracticeDocument, PracticeDocument, PrepareMessageDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildStaff,
  confirm,
  type Means,
  type Person,
  prepare,
  send,
  signInAgain,
} from '../support/build.js';
import { withSettings } from '../support/settings.js';
import { countRows } from '../support/stored.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

/** The refusal of a message, which has to agree with what Practice.messaging announces, and to leave nothing behind. */
async function refusalOf(person: Person, { id }: BuiltPractice): Promise<{ code: string; blocks: string[] }> {
  const announced = await as(person).ask(PracticeDocument, { id });
  const before = await countRows();
  const { code, details } = await as(person).refused(PrepareMessageDocument, {
    input: { practiceId: id, body: 'Eccomi' },
  });
  expect(announced.practice?.messaging.canSend).to.equal(false);
  expect(details.blocks).to.deep.equal(announced.practice?.messaging.blocks);
  expect(await countRows()).to.deep.equal(before);
  for (const { explanation } of details.blocks) expect(explanation).to.be.a('string').and.not.empty;
  return { code, blocks: details.blocks.map((block: { code: string }) => block.code) };
}

/** A message goes out, as Practice.messaging announces. */
async function expectToSend(person: Person, { id }: BuiltPractice): Promise<void> {
  const { practice } = await as(person).ask(PracticeDocument, { id });
  expect(practice?.messaging).to.deep.include({ canSend: true, blocks: [] });
  expect(await send(person, id)).to.be.a('string');
}

describe('R4 the counterpart is who filed the practice', () => {
  it('tells the applicant of a message and nobody else', async () => {
    const practice = await buildPractice();
    const { prepareMessage } = await as(practice.operator).ask(PrepareMessageDocument, {
      input: { practiceId: practice.id, body: 'Buongiorno' },
    });
    expect(prepareMessage.draft.recipients).to.deep.equal([practice.applicant.email]);
  });

  it('shows an administrator the messages and lets them write none', async () => {
    const practice = await buildPractice();
    const administrator = await buildAdministrator();
    const { practice: seen } = await as(administrator).ask(PracticeDocument, { id: practice.id });
    expect(seen?.messaging.canSend).to.equal(false);
    expect(seen?.messaging.canAddNote).to.equal(false);
    expect(seen?.messaging.blocks.map(({ code }) => code)).to.deep.equal(['NOT_A_PARTY']);
    const refusal = await as(administrator).refused(PrepareMessageDocument, {
      input: { practiceId: practice.id, body: 'Buongiorno' },
    });
    expect(refusal.code).to.equal('FORBIDDEN');
  });
});

describe('R5 messages need an operator who took the practice in charge', () => {
  for (const [status, block] of [
    [DRAFT, 'NOT_TAKEN_IN_CHARGE'],
    [SUBMITTED, 'NOT_TAKEN_IN_CHARGE'],
    [REGISTERED, 'NOT_TAKEN_IN_CHARGE'],
    [APPROVED, 'DECIDED'],
    [REJECTED, 'DECIDED'],
    [WITHDRAWN, 'DECIDED'],
  ]) {
    it(`refuses messages on a practice that is ${status}: ${block}`, async () => {
      const practice = await buildPractice({ status: status as PracticeStatus });
      const parties = status === DRAFT ? [practice.applicant] : [practice.applicant, practice.operator];
      for (const person of parties) {
        expect(await refusalOf(person, practice)).to.deep.equal({ code: 'MESSAGE_WINDOW_CLOSED', blocks: [block] });
      }
    });
  }

  it('lets the applicant and the operator in charge write while it is under review', async () => {
    const practice = await buildPractice({ status: UNDER_REVIEW });
    await expectToSend(practice.operator, practice);
    await expectToSend(practice.applicant, practice);
  });

  it('refuses an enabled colleague who is not in charge, who may add notes', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    expect(await refusalOf(colleague, practice)).to.deep.equal({ code: 'FORBIDDEN', blocks: ['NOT_A_PARTY'] });
    const { practice: seen } = await as(colleague).ask(PracticeDocument, { id: practice.id });
    expect(seen?.messaging.canAddNote).to.equal(true);
  });

  it('keeps the window open through a reassignment: the new one writes, the former one no longer', async () => {
    const practice = await buildPractice();
    const successor = await buildStaff({ services: [practice.service] });
    const prepared = await prepare(practice.operator, practice.id);
    const ofApplicant = await prepare(practice.applicant, practice.id, 'Preparato prima del cambio');
    await as(practice.operator).ask(AssignPracticeDocument, {
      input: { practiceId: practice.id, operatorId: successor.id },
    });

    expect(await refusalOf(practice.operator, practice)).to.deep.equal({ code: 'FORBIDDEN', blocks: ['NOT_A_PARTY'] });
    const refusal = await as(practice.operator).refused(SEND, { input: { confirmationToken: prepared } });
    expect(refusal.code).to.equal('FORBIDDEN');
    expect(refusal.details.blocks.map(({ code }: { code: string }) => code)).to.deep.equal(['NOT_A_PARTY']);
    await confirm(practice.applicant, ofApplicant);
    await expectToSend(successor, practice);
    await expectToSend(practice.applicant, practice);
  });

  it('explains a refusal in the language of the request', async () => {
    const practice = await buildPractice({ status: REGISTERED });
    const input = { practiceId: practice.id, body: 'Buongiorno' };
    for (const [language, words] of [
      ['it', /presa in carico/],
      ['en', /taken in charge/],
      ['en-GB;q=0.9, it;q=0.1', /taken in charge/],
      ['de', /presa in carico/],
    ] as [string, RegExp][]) {
      const viewer = as(practice.applicant, { 'accept-language': language });
      const { message, details } = await viewer.refused(PrepareMessageDocument, { input });
      expect(message).to.match(words);
      expect(details.blocks[0].explanation).to.match(words);
    }
  });
});

describe('R5 with MESSAGE_SENDERS=enabled every operator of the service may write', () => {
  withSettings({ messageSenders: 'enabled' });

  it('lets an enabled colleague write, in the name of the municipality', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await expectToSend(colleague, practice);
    await expectToSend(practice.operator, practice);
    const { practice: seen } = await as(practice.applicant).ask(PracticeDocument, { id: practice.id });
    expect(seen?.messages.nodes.map(({ author }) => author.displayName)).to.deep.equal(
      Array(2).fill('Comune di Prova'),
    );
  });

  it('still needs somebody in charge, and no decision', async () => {
    const service = (await buildPractice()).service;
    const colleague = await buildStaff({ services: [service] });
    for (const [status, block] of [
      [REGISTERED, 'NOT_TAKEN_IN_CHARGE'],
      [APPROVED, 'DECIDED'],
    ]) {
      const practice = await buildPractice({ status: status as PracticeStatus, service });
      expect((await refusalOf(colleague, practice)).blocks).to.deep.equal([block]);
    }
  });
});

describe('R8 messages are for practices filed with SPID', () => {
  for (const filedWith of ['CIE', 'PASSWORD'] as Means[]) {
    it(`refuses both sides on a practice filed with ${filedWith}, also to who comes with SPID today`, async () => {
      const practice = await buildPractice({ filedWith });
      const withSpid = await signInAgain(practice.applicant, 'SPID');
      const people = filedWith === 'CIE' ? [practice.applicant, withSpid] : [practice.applicant];
      for (const person of [...people, practice.operator]) {
        const { code, blocks } = await refusalOf(person, practice);
        expect({ code, blocks }).to.deep.equal({ code: 'SPID_REQUIRED', blocks: ['NOT_FILED_WITH_SPID'] });
      }
    });
  }

  it('lets who filed with SPID and is signed in otherwise today write', async () => {
    const practice = await buildPractice({ filedWith: 'SPID' });
    for (const means of ['CIE', 'PASSWORD'] as Means[]) {
      const today = await signInAgain(practice.applicant, means);
      const { me } = await as(today).ask<{ me: { authentication: { method: string } } }, unknown>(
        '{ me { authentication { method } } }',
      );
      expect(me.authentication.method).to.equal(means);
      await expectToSend(today, practice);
    }
    await expectToSend(practice.operator, practice);
  });

  it('refuses who filed otherwise and is signed in with SPID today, as the same person', async () => {
    const practice = await buildPractice({ filedWith: 'PASSWORD' });
    const withSpid = await signInAgain(practice.applicant, 'SPID');
    const { me } = await as(withSpid).ask<{ me: { id: string; authentication: { method: string } } }, unknown>(
      '{ me { id authentication { method } } }',
    );
    expect(me).to.deep.equal({ id: practice.applicant.id, authentication: { method: 'SPID' } });
    expect((await refusalOf(withSpid, practice)).code).to.equal('SPID_REQUIRED');
  });

  it('goes by the session of the submission, not by that in which the draft was begun', async () => {
    const applicant = await buildCitizen({ means: 'PASSWORD' });
    const draft = await buildPractice({ status: DRAFT, applicant });
    const withSpid = await signInAgain(applicant, 'SPID');
    await as(withSpid).ask('mutation ($input: PracticeIdInput!) { submitPractice(input: $input) { __typename } }', {
      input: { practiceId: draft.id },
    });
    await as(draft.operator).ask('mutation ($input: PracticeIdInput!) { takeInCharge(input: $input) { __typename } }', {
      input: { practiceId: draft.id },
    });
    await expectToSend(applicant, draft);
  });

  it('tells everything that stands in the way at once', async () => {
    const registered = await buildPractice({ status: REGISTERED, filedWith: 'CIE' });
    expect((await refusalOf(registered.applicant, registered)).blocks).to.deep.equal([
      'NOT_FILED_WITH_SPID',
      'NOT_TAKEN_IN_CHARGE',
    ]);
    const decided = await buildPractice({ status: APPROVED, filedWith: 'PASSWORD' });
    const colleague = await buildStaff({ services: [decided.service] });
    expect((await refusalOf(colleague, decided)).blocks).to.deep.equal([
      'NOT_FILED_WITH_SPID',
      'DECIDED',
      'NOT_A_PARTY',
    ]);
  });
});

describe('R8 with SPID_MIN_LEVEL=2 level 1 does not count', () => {
  withSettings({ spidMinLevel: 2 });

  it('refuses a practice filed at level 1 and takes one filed at level 2 or 3', async () => {
    const weak = await buildPractice({ level: 1 });
    expect(await refusalOf(weak.applicant, weak)).to.deep.equal({
      code: 'SPID_REQUIRED',
      blocks: ['NOT_FILED_WITH_SPID'],
    });
    for (const level of [2, 3] as const) {
      const practice = await buildPractice({ level });
      await expectToSend(practice.applicant, practice);
    }
  });
});

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
