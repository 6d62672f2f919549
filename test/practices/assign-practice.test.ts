import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  AssignPracticeDocument,
  PracticeDocument,
  TakeInChargeDocument,
  UpdateUserDocument,
} from '../generated/operations.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildPractice, buildService, buildStaff } from '../support/build.js';
import { lastMailTo, mailsTo } from '../support/mails.js';
import { countRows, practiceRow } from '../support/stored.js';

const { REGISTERED } = PracticeStatus;

describe('assigning a practice', () => {
  it('puts an operator in charge as if they had taken it, by an administrator or a colleague', async () => {
    for (const assigner of ['administrator', 'colleague']) {
      const practice = await buildPractice({ status: REGISTERED });
      const { id: practiceId, service, operator, applicant } = practice;
      const by = assigner === 'administrator' ? await buildAdministrator() : await buildStaff({ services: [service] });
      const { assignPractice } = await as(by).ask(AssignPracticeDocument, {
        input: { practiceId, operatorId: operator.id },
      });
      expect(assignPractice.practice).to.deep.include({ status: 'UNDER_REVIEW' });
      expect(assignPractice.practice.operator?.id).to.equal(operator.id);
      expect((await lastMailTo(applicant)).subject).to.include('presa in carico');
      const { practice: seen } = await as(operator).ask(PracticeDocument, { id: practiceId });
      expect(seen?.messaging.canSend).to.equal(true);
    }
  });

  it('changes nothing that the applicant can see when it passes from one to another', async () => {
    const { id, service, operator, applicant } = await buildPractice();
    const successor = await buildStaff({ services: [service] });
    const before = await as(applicant).ask(PracticeDocument, { id });
    const mails = (await mailsTo(applicant)).length;
    await as(operator).ask(AssignPracticeDocument, { input: { practiceId: id, operatorId: successor.id } });
    expect(await as(applicant).ask(PracticeDocument, { id })).to.deep.equal(before);
    expect(await mailsTo(applicant)).to.have.length(mails);
  });

  it('needs an active operator of the service, and does not say what is wrong with another', async () => {
    const administrator = await buildAdministrator();
    const { id: practiceId, service, applicant } = await buildPractice({ status: REGISTERED });
    const left = await buildStaff({ services: [service] });
    await as(administrator).ask(UpdateUserDocument, { input: { userId: left.id, active: false } });
    const elsewhere = await buildStaff({ services: [await buildService()] });
    const row = await practiceRow(practiceId);
    const counts = await countRows();
    const unknown = '01890000-0000-7000-8000-000000000000';
    const refusals = [];
    for (const operatorId of [left.id, elsewhere.id, applicant.id, administrator.id, unknown, 'x', '']) {
      refusals.push(await as(administrator).refused(AssignPracticeDocument, { input: { practiceId, operatorId } }));
    }
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).to.equal(1);
    expect(refusals[0]?.code).to.equal('BAD_USER_INPUT');
    expect(refusals[0]?.details.violations[0].path).to.equal('input.operatorId');
    expect(await practiceRow(practiceId)).to.deep.equal(row);
    expect(await countRows()).to.deep.equal(counts);
  });

  it('is undone by nobody taking it in charge once more', async () => {
    const { id: practiceId, service, operator } = await buildPractice();
    const colleague = await buildStaff({ services: [service] });
    for (const person of [colleague, operator]) {
      const refusal = await as(person).refused(TakeInChargeDocument, { input: { practiceId } });
      expect(refusal.details).to.deep.equal({ from: 'UNDER_REVIEW', to: 'UNDER_REVIEW' });
    }
    expect((await practiceRow(practiceId))?.operatorId).to.equal(operator.id);
  });
});
