import { expect } from 'chai';
import {
  ApprovePracticeDocument,
  DeskDocument,
  MarkMessagesReadDocument,
  PracticesDocument,
  ResendNotificationDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildCitizen, buildPractice, buildStaff, type Person, send } from '../support/build.js';
import { deactivate, delivered, mailsTo, refuseMailTo } from '../support/mail.js';

const undelivered = async (viewer: Person) => (await as(viewer).ask(DeskDocument)).desk.undelivered;

/** The mails that tell somebody of the staff that something did not arrive. */
const alerts = (person: Person) =>
  mailsTo(person).filter(({ subject }) => subject?.includes('Notifica non recapitata'));

describe('R11 R13 a mail that does not arrive', () => {
  afterEach(() => {
    app().smtp.behaviour = {};
  });

  it('is told to the operator in charge by mail, with the reason and what can be done, and stands on the desk', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await delivered();
    refuseMailTo(practice.applicant);
    await send(practice.operator, practice.id, 'Un testo riservato');
    await delivered();

    const [alert, ...more] = alerts(practice.operator);
    expect(more).to.be.empty;
    expect(alert?.text)
      .to.include('la casella non esiste (550 5.1.1)')
      .and.include('può ripetere l’invio')
      .and.include(`https://pratiche.prova.example/practices/${practice.id}`)
      .and.not.include('Un testo riservato');
    expect(alert?.text).not.to.include('Ferri');
    expect(alerts(colleague)).to.be.empty;
    expect(await undelivered(practice.operator)).to.equal(1);
    expect(await undelivered(colleague)).to.equal(0);
    const found = await as(colleague).ask(PracticesDocument, { filter: { undeliveredOnly: true } });
    expect(found.practices.nodes.map(({ id }) => id)).to.deep.equal([practice.id]);
  });

  it('leaves the desk when it is sent after all, or read', async () => {
    const practice = await buildPractice();
    await delivered();
    refuseMailTo(practice.applicant);
    const [first, second] = [await send(practice.operator, practice.id), await send(practice.operator, practice.id)];
    await delivered();
    expect(await undelivered(practice.operator)).to.equal(2);
    app().smtp.behaviour = {};
    await as(practice.operator).ask(ResendNotificationDocument, { input: { messageId: first } });
    await delivered();
    expect(await undelivered(practice.operator)).to.equal(1);
    await as(practice.applicant).ask(MarkMessagesReadDocument, {
      input: { practiceId: practice.id, upToMessageId: second },
    });
    expect(await undelivered(practice.operator)).to.equal(0);
    const found = await as(practice.operator).ask(PracticesDocument, { filter: { undeliveredOnly: true } });
    expect(found.practices.nodes).to.be.empty;
  });

  it('stands on the desk alone when the recipient has no address: the operator saw it when sending', async () => {
    const practice = await buildPractice({ applicant: await buildCitizen({ email: null }) });
    await send(practice.operator, practice.id);
    await delivered();
    expect(alerts(practice.operator)).to.be.empty;
    expect(await undelivered(practice.operator)).to.equal(1);
  });

  it('stands on the desk when the mail to the operator fails too, and no mail tells of that one', async () => {
    const practice = await buildPractice();
    await delivered();
    refuseMailTo(practice.applicant, practice.operator);
    await send(practice.operator, practice.id);
    await delivered();
    await delivered();
    const kinds = await app().service.parts.database.rows<{ kind: string; state: string }>(
      'SELECT kind, state FROM mails WHERE practiceId = ? AND recipientId = ?',
      [practice.id, practice.operator.id],
    );
    expect(kinds).to.deep.equal([{ kind: 'message.undelivered', state: 'FAILED' }]);
    expect(await undelivered(practice.operator)).to.equal(1);
  });

  it('is told to the active operators of the service when who is in charge is not active, and stands on their desks', async () => {
    const practice = await buildPractice();
    const colleagues = [
      await buildStaff({ services: [practice.service] }),
      await buildStaff({ services: [practice.service] }),
    ];
    await delivered();
    app().smtp.behaviour = { onRcpt: () => '451 4.7.1 Later' };
    await send(practice.operator, practice.id);
    await deactivate(practice.operator);
    await delivered();
    refuseMailTo(practice.applicant);
    app().clock.advance(60_000);
    await delivered();
    expect(colleagues.map((each) => alerts(each).length)).to.deep.equal([1, 1]);
    expect(await Promise.all(colleagues.map(undelivered))).to.deep.equal([1, 1]);
    expect(alerts(practice.operator)).to.be.empty;
  });

  it('is told once, and only when none of several operators could be told of a message', async () => {
    const practice = await buildPractice();
    const colleagues = [
      await buildStaff({ services: [practice.service] }),
      await buildStaff({ services: [practice.service] }),
    ];
    await deactivate(practice.operator);
    await delivered();
    const [first, second] = colleagues as [Person, Person];
    refuseMailTo(first);
    await send(practice.applicant, practice.id);
    await delivered();
    expect(alerts(second)).to.be.empty;
    expect(await undelivered(second)).to.equal(0);

    refuseMailTo(first, second);
    await send(practice.applicant, practice.id);
    await delivered();
    const told = await app().service.parts.database.rows<{ told: number }>(
      "SELECT COUNT(*) AS told FROM mails WHERE practiceId = ? AND kind = 'message.undelivered'",
      [practice.id],
    );
    expect(Number(told[0]?.told)).to.equal(1);
    expect(await undelivered(second)).to.equal(1);
  });

  it('is told of a decision as of a message', async () => {
    const practice = await buildPractice();
    await delivered();
    refuseMailTo(practice.applicant);
    await as(practice.operator).ask(ApprovePracticeDocument, { input: { practiceId: practice.id } });
    await delivered();
    const [alert] = alerts(practice.operator);
    expect(alert?.text)
      .to.include('La Sua pratica è stata approvata')
      .and.include('Avvisi la persona in un altro modo');
  });

  it('R2 R14 changes nothing for citizens', async () => {
    const practice = await buildPractice();
    await delivered();
    refuseMailTo(practice.applicant);
    await send(practice.operator, practice.id);
    await delivered();
    expect((await as(practice.applicant).refused(DeskDocument)).code).to.equal('FORBIDDEN');
    const found = await as(practice.applicant).ask(PracticesDocument, { filter: { undeliveredOnly: true } });
    expect(found.practices.nodes).to.be.empty;
    expect(mailsTo(practice.applicant).every(({ subject }) => !subject?.includes('non recapitata'))).to.equal(true);
  });
});
