import { expect } from 'chai';
import { print } from 'graphql';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  AssignPracticeDocument,
  RejectPracticeDocument,
  WithdrawPracticeDocument,
} from '../generated/operations.js';
import { as } from '../support/as.js';
import { buildPractice, buildStaff } from '../support/build.js';
import { lastMailTo, mailsTo } from '../support/mails.js';
import { countRows, practiceRow } from '../support/stored.js';

const { REGISTERED } = PracticeStatus;

describe('the decision on a practice', () => {
  for (const [what, reason] of [
    ['none', undefined],
    ['null', null],
    ['an empty one', ''],
    ['white space', ' \n\t '],
    ['invisible characters', '\u200b\ufeff\u2800\u3164'],
    ['2,001 characters', 'a'.repeat(2_001)],
    ['control characters', 'No\u0000'],
  ] as [string, string | null | undefined][]) {
    it(`is no rejection with ${what} as its reason`, async () => {
      const { id: practiceId, operator } = await buildPractice();
      const row = await practiceRow(practiceId);
      const counts = await countRows();
      const refusal = await as(operator).refused(RejectPracticeDocument, { input: { practiceId, reason } });
      expect(refusal.code).to.equal('BAD_USER_INPUT');
      expect(refusal.details.violations[0].path).to.equal('input.reason');
      expect(await practiceRow(practiceId)).to.deep.equal(row);
      expect(await countRows()).to.deep.equal(counts);
    });
  }

  it('is told to the applicant by mail, with its reason', async () => {
    for (const [door, reason, words] of [
      [ApprovePracticeDocument, 'In regola.', 'approvata'],
      [RejectPracticeDocument, 'Non in regola.', 'rigettata'],
    ] as const) {
      const { id: practiceId, operator, applicant } = await buildPractice();
      await as(operator).ask(print(door), { input: { practiceId, reason } });
      const { subject, text } = await lastMailTo(applicant);
      expect(subject).to.include(words);
      expect(text).to.include(reason).and.to.include(`https://pratiche.prova.example/practices/${practiceId}`);
    }
  });

  it('is for the operator in charge alone: a colleague is FORBIDDEN, until the practice is theirs', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    const input = { practiceId: practice.id, reason: 'Decido io.' };
    const row = await practiceRow(practice.id);
    const counts = await countRows();
    expect((await as(colleague).refused(ApprovePracticeDocument, { input })).code).to.equal('FORBIDDEN');
    expect((await as(colleague).refused(RejectPracticeDocument, { input })).code).to.equal('FORBIDDEN');
    expect(await practiceRow(practice.id)).to.deep.equal(row);
    expect(await countRows()).to.deep.equal(counts);

    await as(colleague).ask(AssignPracticeDocument, { input: { practiceId: practice.id, operatorId: colleague.id } });
    expect((await as(practice.operator).refused(ApprovePracticeDocument, { input })).code).to.equal('FORBIDDEN');
    const { approvePractice } = await as(colleague).ask(ApprovePracticeDocument, { input });
    expect(approvePractice.practice.messaging.blocks.map(({ code }) => code)).to.deep.equal(['DECIDED']);
  });

  it('comes too late once the applicant has withdrawn, who need not say why', async () => {
    const { id: practiceId, applicant, operator } = await buildPractice({ status: REGISTERED });
    await as(applicant).ask(WithdrawPracticeDocument, { input: { practiceId } });
    const mails = (await mailsTo(applicant)).length;
    const refusal = await as(operator).refused(ApprovePracticeDocument, { input: { practiceId } });
    expect(refusal.code).to.equal('INVALID_TRANSITION');
    expect(await mailsTo(applicant)).to.have.length(mails);
  });
});
