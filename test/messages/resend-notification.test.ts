import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { toStoredText } from '../../src/database/instants.js';
import {
  AssignPracticeDocument,
  PracticeDocument,
  PrepareMessageDocument,
  ResendNotificationDocument,
  SendMessageDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildStaff,
  changeAddress,
  deactivate,
  note,
  type Person,
  send,
} from '../support/build.js';
import { pdf } from '../support/files.js';
import { delivered, mailsTo, refuseMailTo } from '../support/mails.js';
import { accepted, upload } from '../support/upload.js';

const input = (messageId: string) => ({ input: { messageId } });

/** What the staff sees of a message's notification. */
async function notificationOf(viewer: Person, { id }: BuiltPractice, messageId: string) {
  const { practice } = await as(viewer).ask(PracticeDocument, { id, last: 20 });
  return practice?.messages.nodes.find((message) => message.id === messageId)?.notification;
}

/** A message of the operator whose mail the citizen's mail server has refused. */
async function buildRefused() {
  const practice = await buildPractice();
  await delivered();
  refuseMailTo(practice.applicant);
  const messageId = await send(practice.operator, practice.id);
  await delivered();
  return { practice, messageId };
}

describe('R11 sending a notification again', () => {
  afterEach(() => {
    app().smtp.behaviour = {};
  });

  it('tries the same mail again, and answers the message with its notification', async () => {
    const { practice, messageId } = await buildRefused();
    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'FAILED', attempts: 1 });
    app().smtp.behaviour = {};

    const { resendNotification } = await as(practice.operator).ask(ResendNotificationDocument, input(messageId));
    expect(resendNotification.message).to.have.property('id', messageId);
    expect(resendNotification.message.notification).to.include({ state: 'QUEUED', lastError: null });
    await delivered();

    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'SENT', attempts: 2 });
    const [row] = await app().service.parts.database.rows<{ id: string }>('SELECT id FROM mails WHERE messageId = ?', [
      messageId,
    ]);
    expect((await mailsTo(practice.applicant)).at(-1)?.id).to.equal(`<${row?.id}@prova.example>`);
  });

  it('goes to the address that the recipient has now', async () => {
    const { practice, messageId } = await buildRefused();
    const email = `${randomUUID()}@nuova.example`;
    await changeAddress(practice.applicant, email);
    await as(practice.operator).ask(ResendNotificationDocument, input(messageId));
    await delivered();
    expect(await mailsTo({ email })).to.have.length(1);
    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'SENT' });
  });

  it('stays failed, and says why, while there is no address; then it is delivered to the one that there is', async () => {
    const practice = await buildPractice({ applicant: await buildCitizen({ email: null }) });
    const messageId = await send(practice.operator, practice.id);
    const again = () =>
      as(practice.operator, { 'accept-language': 'en' }).ask(ResendNotificationDocument, input(messageId));
    expect((await again()).resendNotification.message.notification).to.include({
      state: 'FAILED',
      lastError: 'The recipient has no e-mail address.',
    });
    const email = `${randomUUID()}@nuova.example`;
    await changeAddress(practice.applicant, email);
    expect((await again()).resendNotification.message.notification).to.include({ state: 'QUEUED' });
    await delivered();
    expect(await mailsTo({ email })).to.have.length(1);
  });

  it('names the attachments of the message, as its first mail did', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await delivered();
    refuseMailTo(practice.operator);
    const draft = await upload(
      practice.applicant,
      PrepareMessageDocument,
      { input: { practiceId: practice.id, body: 'Ecco il modulo.' } },
      [{ name: 'modulo.pdf', content: pdf() }],
    );
    const { confirmationToken } = accepted(draft).prepareMessage.draft;
    const { sendMessage } = await as(practice.applicant).ask(SendMessageDocument, { input: { confirmationToken } });
    await delivered();
    await deactivate(practice.operator);
    app().smtp.behaviour = {};
    await as(colleague).ask(ResendNotificationDocument, input(sendMessage.message.id));
    expect((await mailsTo(colleague)).at(-1)?.text)
      .to.include('Ecco il modulo.')
      .and.include('modulo.pdf');
  });

  it('has 48 hours of its own, however old the message is', async () => {
    const { practice, messageId } = await buildRefused();
    const longAgo = new Date(Date.now() - 1_000 * 3_600_000);
    await app().service.parts.database.transaction((tx) =>
      tx.manager.query('UPDATE mails SET createdAt = ? WHERE messageId = ?', [toStoredText(longAgo), messageId]),
    );
    app().smtp.behaviour = { onRcpt: () => '451 4.7.1 Later' };
    await as(practice.operator).ask(ResendNotificationDocument, input(messageId));
    await delivered();
    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'QUEUED', attempts: 2 });
  });

  it('leaves alone what is being tried, and refuses what has not failed', async () => {
    const practice = await buildPractice();
    await delivered();
    app().smtp.behaviour = { onRcpt: () => '451 4.7.1 Later' };
    const deferred = await send(practice.operator, practice.id);
    await delivered();
    const { resendNotification } = await as(practice.operator).ask(ResendNotificationDocument, input(deferred));
    expect(resendNotification.message.notification).to.include({ state: 'QUEUED', attempts: 1 });

    app().smtp.behaviour = {};
    const sent = await send(practice.operator, practice.id);
    await delivered();
    const refusal = await as(practice.operator).refused(ResendNotificationDocument, input(sent));
    expect(refusal).to.include({ code: 'CONFLICT' });
    const ofNote = await note(practice.operator, practice.id);
    expect(await as(practice.operator).refused(ResendNotificationDocument, input(ofNote))).to.include({
      code: 'CONFLICT',
    });
  });

  it('sends one mail when two colleagues ask at the same instant', async () => {
    const { practice, messageId } = await buildRefused();
    const colleague = await buildStaff({ services: [practice.service] });
    app().smtp.behaviour = {};
    const before = (await mailsTo(practice.applicant)).length;
    const answers = await Promise.all(
      [practice.operator, colleague].map((who) => as(who).answer(ResendNotificationDocument, input(messageId))),
    );
    await delivered();
    expect(answers.some(({ errors }) => !errors)).to.equal(true);
    expect(await mailsTo(practice.applicant)).to.have.length(before + 1);
  });

  it('R13 goes to who is in charge now, and no more to who was', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await delivered();
    refuseMailTo(practice.operator);
    const messageId = await send(practice.applicant, practice.id, 'Una domanda');
    await delivered();
    await as(practice.operator).ask(AssignPracticeDocument, {
      input: { practiceId: practice.id, operatorId: colleague.id },
    });
    await deactivate(practice.operator);
    app().smtp.behaviour = {};
    const before = (await mailsTo(colleague)).length;
    await as(colleague).ask(ResendNotificationDocument, input(messageId));
    await delivered();
    expect((await mailsTo(colleague)).slice(before).map(({ text }) => text?.includes('Una domanda'))).to.deep.equal([
      true,
    ]);
    expect((await mailsTo(practice.operator)).filter(({ text }) => text?.includes('Una domanda'))).to.be.empty;
    expect(await notificationOf(colleague, practice, messageId)).to.include({ state: 'SENT' });
  });

  it('is for the operators of the service and for administrators; to others nothing happens', async () => {
    const { practice, messageId } = await buildRefused();
    const refusals = {
      'its applicant': { who: practice.applicant, code: 'FORBIDDEN' },
      'another citizen': { who: await buildCitizen(), code: 'FORBIDDEN' },
      'an operator of another service': { who: await buildStaff(), code: 'NOT_FOUND' },
      nobody: { who: null, code: 'UNAUTHENTICATED' },
    };
    for (const [name, { who, code }] of Object.entries(refusals)) {
      expect((await as(who).refused(ResendNotificationDocument, input(messageId))).code, name).to.equal(code);
    }
    for (const unknown of [randomUUID(), 'none']) {
      const refusal = await as(practice.operator).refused(ResendNotificationDocument, input(unknown));
      expect(refusal.code).to.equal('NOT_FOUND');
    }
    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'FAILED', attempts: 1 });
    app().smtp.behaviour = {};
    await as(await buildAdministrator()).ask(ResendNotificationDocument, input(messageId));
    await delivered();
    expect(await notificationOf(practice.operator, practice, messageId)).to.include({ state: 'SENT' });
  });
});
