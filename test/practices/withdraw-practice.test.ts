import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { WithdrawPracticeDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import { buildPractice, buildStaff } from '../support/build.js';
import { deactivate, delivered, mailsTo } from '../support/mail.js';

const withdrawals = (person: { email: string }) =>
  mailsTo(person).filter(({ subject }) => subject?.includes('ha ritirato la pratica'));

describe('withdrawing a practice', () => {
  it('is told to the operator in charge, with the reason', async () => {
    const practice = await buildPractice();
    await as(practice.applicant).ask(WithdrawPracticeDocument, {
      input: { practiceId: practice.id, reason: 'Non mi serve più.' },
    });
    await delivered();
    const [mail, ...more] = withdrawals(practice.operator);
    expect(more).to.be.empty;
    expect(mail?.text)
      .to.include('Non mi serve più.')
      .and.include(`https://pratiche.prova.example/practices/${practice.id}`);
  });

  it('R13 is told to the active operators of the service when that account is not active', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await deactivate(practice.operator);
    await as(practice.applicant).ask(WithdrawPracticeDocument, { input: { practiceId: practice.id } });
    await delivered();
    expect([practice.operator, colleague].map((each) => withdrawals(each).length)).to.deep.equal([0, 1]);
  });

  it('is told to nobody while nobody works on it', async () => {
    const practice = await buildPractice({ status: PracticeStatus.REGISTERED });
    await as(practice.applicant).ask(WithdrawPracticeDocument, { input: { practiceId: practice.id } });
    await delivered();
    expect(withdrawals(practice.operator)).to.be.empty;
  });
});
