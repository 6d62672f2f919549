import { expect } from 'chai';
import { AssignPracticeDocument, PrepareMessageDocument, UpdateUserDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import {
  buildAdministrator,
  buildPractice,
  buildService,
  buildStaff,
  confirm,
  type Person,
  prepare,
  send,
} from '../support/build.js';
import { mailsTo } from '../support/mails.js';
import { rows } from '../support/stored.js';

/** Who was mailed about a message. */
async function told(messageId: string): Promise<string[]> {
  const mails = await rows<{ address: string }>('SELECT address FROM mails WHERE messageId = ?', messageId);
  return mails.map(({ address }) => address).sort();
}

const sorted = (...people: Person[]): string[] => people.map(({ email }) => email).sort();

describe('R13 a mail tells the operator in charge of the applicant’s message', () => {
  it('goes to nobody else, whoever is enabled for the service', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    const message = await send(practice.applicant, practice.id, 'Ho una domanda.');
    expect(await told(message)).to.deep.equal([practice.operator.email]);
    expect((await mailsTo(practice.operator)).at(-1)?.text).to.include('Ho una domanda.');
    expect(await mailsTo(colleague)).to.be.empty;
  });

  it('goes to who is in charge at that moment, and not to who was when it was prepared', async () => {
    const practice = await buildPractice();
    const successor = await buildStaff({ services: [practice.service] });
    const token = await prepare(practice.applicant, practice.id);
    await as(practice.operator).ask(AssignPracticeDocument, {
      input: { practiceId: practice.id, operatorId: successor.id },
    });
    expect(await told(await confirm(practice.applicant, token))).to.deep.equal([successor.email]);
    expect(await told(await send(practice.applicant, practice.id))).to.deep.equal([successor.email]);
  });

  it('goes to all active operators of the service once that account is not active', async () => {
    const administrator = await buildAdministrator();
    const practice = await buildPractice();
    const { service, operator, applicant } = practice;
    const colleagues = [await buildStaff({ services: [service] }), await buildStaff({ services: [service] })];
    const left = await buildStaff({ services: [service] });
    await buildStaff({ services: [await buildService()] });
    for (const { id } of [operator, left]) {
      await as(administrator).ask(UpdateUserDocument, { input: { userId: id, active: false } });
    }
    const { prepareMessage } = await as(applicant).ask(PrepareMessageDocument, {
      input: { practiceId: practice.id, body: 'C’è qualcuno?' },
    });
    expect(prepareMessage.draft.recipients).to.deep.equal(['Comune di Prova']);
    const message = await confirm(applicant, prepareMessage.draft.confirmationToken);
    expect(await told(message)).to.deep.equal(sorted(...colleagues));
    for (const colleague of colleagues) {
      const [mail] = await mailsTo(colleague);
      expect(mail?.envelope.to).to.deep.equal([colleague.email]);
      expect(mail?.text).to.equal(prepareMessage.draft.emailPreview);
    }
  });

  it('goes to the others too once an administrator took the service away from who is in charge', async () => {
    const administrator = await buildAdministrator();
    const { id, service, operator, applicant } = await buildPractice();
    const colleague = await buildStaff({ services: [service] });
    await as(administrator).ask(UpdateUserDocument, { input: { userId: operator.id, serviceIds: [] } });
    expect(await told(await send(applicant, id))).to.deep.equal([colleague.email]);
  });

  it('lets the message stand when there is nobody to tell', async () => {
    const administrator = await buildAdministrator();
    const { id, operator, applicant } = await buildPractice();
    await as(administrator).ask(UpdateUserDocument, { input: { userId: operator.id, active: false } });
    expect(await told(await send(applicant, id))).to.deep.equal([]);
  });
});
