import { expect } from 'chai';
import {
  AddNoteDocument,
  ApprovePracticeDocument,
  CreatePracticeDocument,
  DeskDocument,
  MeDocument,
  PracticeDocument,
  PracticesDocument,
  PrepareMessageDocument,
  SendMessageDocument,
  SubmitPracticeDocument,
  TakeInChargeDocument,
} from './generated/operations.js';
import { as } from './support/as.js';
import { buildCitizen, buildService, buildStaff } from './support/build.js';
import { lastMailTo } from './support/mails.js';

describe('the story: an operator writes to a citizen and gets an answer', () => {
  it('is filed, taken in charge, written about, answered and approved, with a mail at each step', async () => {
    const service = await buildService({ name: 'Iscrizione al nido' });
    const citizen = await buildCitizen({ givenName: 'Giulia', familyName: 'Ferri' });
    const operator = await buildStaff({ services: [service], givenName: 'Marta', familyName: 'Segreta' });

    const { me } = await as(citizen).ask(MeDocument);
    expect(me?.authentication?.method).to.equal('SPID');

    const { createPractice } = await as(citizen).ask(CreatePracticeDocument, {
      input: { serviceId: service.id, data: { bambino: 'Luca' } },
    });
    const practiceId = createPractice.practice.id;
    const { submitPractice } = await as(citizen).ask(SubmitPracticeDocument, { input: { practiceId } });
    expect(submitPractice.practice.status).to.equal('REGISTERED');
    expect(submitPractice.practice.protocolNumber).to.match(/^\d{4}\/\d{7}$/);

    const { desk } = await as(operator).ask(DeskDocument);
    expect(desk.toAssign).to.equal(1);
    await as(operator).ask(TakeInChargeDocument, { input: { practiceId } });
    await as(operator).ask(AddNoteDocument, { input: { practiceId, body: 'Manca il certificato vaccinale.' } });

    const body = 'Gentile richiedente, <b>manca</b> il certificato.';
    const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, { input: { practiceId, body } });
    expect(prepareMessage.draft.recipients).to.deep.equal([citizen.email]);
    const { confirmationToken } = prepareMessage.draft;
    const { sendMessage } = await as(operator).ask(SendMessageDocument, { input: { confirmationToken } });

    const toCitizen = await lastMailTo(citizen);
    expect(toCitizen?.subject).to.equal(prepareMessage.draft.emailSubject);
    expect(toCitizen?.text?.trim()).to.equal(prepareMessage.draft.emailPreview.trim());
    expect(toCitizen?.text).to.include(
      `https://pratiche.prova.example/practices/${practiceId}?reply=${sendMessage.message.id}`,
    );
    expect(toCitizen?.raw).not.to.include('Segreta');

    const { practice } = await as(citizen).ask(PracticeDocument, { id: practiceId });
    expect(practice?.messages.nodes.map((message) => message.author.displayName)).to.deep.equal(['Comune di Prova']);
    expect(practice?.operator).to.equal(null);
    expect(practice?.unreadMessageCount).to.equal(1);

    const reply = await as(citizen).ask(PrepareMessageDocument, {
      input: { practiceId, body: 'Lo allego domani.', inReplyToId: sendMessage.message.id },
    });
    expect(reply.prepareMessage.draft.recipients).to.deep.equal(['Comune di Prova']);
    await as(citizen).ask(SendMessageDocument, {
      input: { confirmationToken: reply.prepareMessage.draft.confirmationToken },
    });
    const toOperator = await lastMailTo(operator);
    expect(toOperator?.text).to.include('Lo allego domani.');

    const { practices } = await as(operator).ask(PracticesDocument, { filter: { unreadOnly: true } });
    expect(practices.nodes.map(({ id }) => id)).to.deep.equal([practiceId]);
    await as(operator).ask(ApprovePracticeDocument, { input: { practiceId } });
    const refusal = await as(operator).refused(PrepareMessageDocument, { input: { practiceId, body: 'Ancora' } });
    expect(refusal.code).to.equal('MESSAGE_WINDOW_CLOSED');
    await as(operator).ask(AddNoteDocument, { input: { practiceId, body: 'Archiviata.' } });
    const seen = await as(operator).ask(PracticeDocument, { id: practiceId, last: 20 });
    expect(seen.practice?.messages.nodes.map(({ visibility }) => visibility)).to.deep.equal([
      'INTERNAL',
      'PUBLIC',
      'PUBLIC',
      'INTERNAL',
    ]);
  });
});
