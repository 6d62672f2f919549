import { expect } from 'chai';
import { UserProfile } from '../../src/users/user-profile.entity.js';
import { PracticeDocument, PrepareMessageDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildCitizen,
  buildPractice,
  type Citizen,
  confirm,
  prepare,
  send,
} from '../support/build.js';
import { lastMailTo, mailsTo } from '../support/mails.js';
import { rows } from '../support/stored.js';

const LINK = /https?:\/\/[^\s"<>]+/g;

/** Lets a person have chosen an address, or a language. */
async function choose(person: { id: string }, what: { email?: string; locale?: string }): Promise<void> {
  await app().service.parts.database.transaction((tx) => tx.manager.update(UserProfile, { id: person.id }, what));
}

const mailsOf = (messageId: string) =>
  rows<{ address: string | null; state: string; lastError: string | null }>(
    'SELECT address, state, lastError FROM mails WHERE messageId = ?',
    messageId,
  );

describe('R11 the citizen receives each message at their address', () => {
  it('sends one mail for each message, to the address that their identity provider gave', async () => {
    const { id, operator, applicant } = await buildPractice();
    const before = (await mailsTo(applicant)).length;
    const messages = [await send(operator, id, 'Prima'), await send(operator, id, 'Seconda')];
    const received = (await mailsTo(applicant)).slice(before);
    expect(received).to.have.length(2);
    for (const [index, message] of messages.entries()) {
      expect(received.filter(({ text }) => text?.includes(`reply=${message}`))).to.have.length(1);
      expect(received[index]?.envelope).to.deep.equal({ from: 'no-reply@prova.example', to: [applicant.email] });
      expect(received[index]?.from?.value).to.deep.equal([
        { name: 'Comune di Prova', address: 'no-reply@prova.example' },
      ]);
    }
  });

  it('sends to the address that they chose instead, once they have', async () => {
    const { id, operator, applicant } = await buildPractice();
    const chosen = `scelta-${applicant.email}`;
    await choose(applicant, { email: chosen });
    const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, {
      input: { practiceId: id, body: 'Buongiorno' },
    });
    expect(prepareMessage.draft.recipients).to.deep.equal([chosen]);
    const message = await confirm(operator, prepareMessage.draft.confirmationToken);
    expect((await lastMailTo({ email: chosen })).text).to.include(message);
    expect((await mailsOf(message)).map(({ address }) => address)).to.deep.equal([chosen]);
  });

  it('writes in the language that they chose', async () => {
    const { id, operator, applicant } = await buildPractice();
    await choose(applicant, { locale: 'en' });
    await send(operator, id);
    const { subject, text } = await lastMailTo(applicant);
    expect(subject).to.include('A new message on your practice');
    expect(text).to.match(/Dear /);
    expect(text).to.match(/View:\n.*\n\nReply:\n/);
  });

  it('tells the operator that it was sent, and the citizen nothing of their own mail', async () => {
    const { id, operator, applicant } = await buildPractice();
    await send(operator, id);
    await mailsTo(applicant);
    const seen = await as(operator).ask(PracticeDocument, { id });
    const notification = seen.practice?.messages.nodes[0]?.notification;
    expect(notification).to.deep.include({ state: 'SENT', attempts: 1, lastError: null });
    expect(notification?.sentAt).to.be.a('string');
    const own = await as(applicant).ask(PracticeDocument, { id });
    expect(own.practice?.messages.nodes[0]?.notification).to.equal(null);
  });

  it('tells a citizen what became of the mail about their own message', async () => {
    const { id, operator, applicant } = await buildPractice();
    await send(applicant, id);
    await mailsTo(operator);
    for (const person of [applicant, operator]) {
      const { practice } = await as(person).ask(PracticeDocument, { id });
      expect(practice?.messages.nodes[0]?.notification).to.deep.include({ state: 'SENT', attempts: 1 });
    }
  });

  describe('when they have none', () => {
    let practice: BuiltPractice;
    let applicant: Citizen;
    before(async () => {
      applicant = await buildCitizen({ email: null });
      practice = await buildPractice({ applicant });
    });

    it('keeps the message, and tells the operator that its mail failed and why', async () => {
      const { id, operator } = practice;
      const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, {
        input: { practiceId: id, body: 'Buongiorno' },
      });
      expect(prepareMessage.draft.recipients).to.deep.equal([]);
      expect(prepareMessage.draft.emailPreview).to.include('Buongiorno');
      const message = await confirm(operator, prepareMessage.draft.confirmationToken);
      const { practice: seen } = await as(operator).ask(PracticeDocument, { id });
      expect(seen?.messages.nodes[0]?.notification).to.deep.equal({
        state: 'FAILED',
        attempts: 0,
        sentAt: null,
        lastError: 'Il destinatario non ha un indirizzo e-mail.',
      });
      const english = await as(operator, { 'accept-language': 'en' }).ask(PracticeDocument, { id });
      expect(english.practice?.messages.nodes[0]?.notification?.lastError).to.equal(
        'The recipient has no e-mail address.',
      );
      const { practice: own } = await as(applicant).ask(PracticeDocument, { id });
      expect(own?.messages.nodes[0]).to.deep.include({ id: message, notification: null });
    });
  });

  it('shows why a mail failed to the staff alone', async () => {
    const { id, operator, applicant } = await buildPractice();
    app().smtp.behaviour = { onRcpt: (address) => (address === operator.email ? '550 5.1.1 No such user' : undefined) };
    await send(applicant, id);
    await mailsTo(operator);
    app().smtp.behaviour = {};
    const toStaff = (await as(operator).ask(PracticeDocument, { id })).practice?.messages.nodes[0]?.notification;
    expect(toStaff?.state).to.equal('FAILED');
    expect(toStaff?.lastError).to.include('550');
    const toCitizen = (await as(applicant).ask(PracticeDocument, { id })).practice?.messages.nodes[0]?.notification;
    expect(toCitizen).to.deep.include({ state: 'FAILED', lastError: null });
  });
});

describe('R12 a mail has two links, which carry no secret', () => {
  it('leads to the practice and to the answer, in mails to both sides', async () => {
    const { id, operator, applicant } = await buildPractice();
    for (const [author, reader] of [
      [operator, applicant],
      [applicant, operator],
    ] as const) {
      const token = await prepare(author, id);
      const message = await confirm(author, token);
      const mail = await lastMailTo(reader);
      const links = [`https://pratiche.prova.example/practices/${id}`];
      links.push(`${links[0]}?reply=${message}`);
      expect(mail.text?.match(LINK)).to.deep.equal(links);
      const hrefs = [...String(mail.html).matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
      expect(new Set(hrefs)).to.deep.equal(new Set(links));
      expect(mail.text).to.match(/Visualizza:\n.*\n\nRispondi:\n/);
      const whole = mail.raw + mail.text + mail.html;
      for (const secret of [token, operator.token, applicant.token, applicant.fiscalCode]) {
        expect(whole).not.to.include(secret);
      }
    }
  });

  it('needs a login: the message behind the link is nobody’s without one', async () => {
    const { id, operator } = await buildPractice();
    const message = await send(operator, id);
    const refusal = await as(null).refused('query ($id: ID!) { message(id: $id) { body } }', { id: message });
    expect(refusal.code).to.equal('UNAUTHENTICATED');
    expect((await as(null).refused(PracticeDocument, { id })).code).to.equal('UNAUTHENTICATED');
  });
});
