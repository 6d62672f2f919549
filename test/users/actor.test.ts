import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  AssignPracticeDocument,
  PracticeDocument,
  PracticesDocument,
} from '../generated/operations.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildAdministrator,
  buildPractice,
  buildService,
  buildStaff,
  note,
  prepare,
  send,
} from '../support/build.js';
import { everyFieldOf } from '../support/every-field.js';
import { mailsTo } from '../support/mails.js';

const { REGISTERED, UNDER_REVIEW } = PracticeStatus;

describe('R14 a citizen learns nothing of the operator', () => {
  let practice: BuiltPractice;
  let messageId: string;
  /** What is the operators' and the administrator's own. */
  const secrets: string[] = [];

  before(async () => {
    const service = await buildService();
    const staff = (givenName: string, familyName: string) =>
      buildStaff({ services: [service], givenName, familyName, email: `${familyName.toLowerCase()}@uffici.example` });
    const first = await staff('Ermenegilda', 'Quattrocchi');
    const second = await staff('Baldassarre', 'Mezzasalma');
    const administrator = await buildAdministrator();
    practice = await buildPractice({ service, operator: first, status: REGISTERED });
    const { id, applicant } = practice;
    secrets.push('Ermenegilda', 'Quattrocchi', 'quattrocchi', 'Baldassarre', 'Mezzasalma', 'mezzasalma');
    secrets.push(first.id, second.id, administrator.id, 'Amministratore', 'uffici.example');

    await as(administrator).ask(AssignPracticeDocument, { input: { practiceId: id, operatorId: first.id } });
    await note(second, id);
    messageId = await send(first, id, 'Serve un documento.');
    await send(applicant, id, 'Eccolo.', messageId);
    await as(first).ask(AssignPracticeDocument, { input: { practiceId: id, operatorId: second.id } });
    await send(second, id, 'Ricevuto.');
    await as(applicant).ask(
      'mutation ($input: MarkMessagesReadInput!) { markMessagesRead(input: $input) { practice { id } } }',
      { input: { practiceId: id, upToMessageId: messageId } },
    );
  });

  const expectNoSecret = (answer: unknown) => {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    for (const secret of secrets) expect(text).not.to.include(secret);
  };

  it('in any field of a practice, a message or themselves', async () => {
    const { applicant, id } = practice;
    const fields = [
      [`query ($id: ID!) { practice(id: $id) ${everyFieldOf('Practice')} }`, id],
      [`query ($id: ID!) { message(id: $id) ${everyFieldOf('Message')} }`, messageId],
      [`{ me ${everyFieldOf('UserProfile')} }`, id],
      [`{ practices(first: 3) ${everyFieldOf('PracticeConnection').replaceAll('(first: 5)', '(first: 3)')} }`, id],
    ];
    for (const [operation, of] of fields) {
      const answer = await as(applicant).ask(operation as string, { id: of });
      expect(JSON.stringify(answer)).to.include(applicant.id);
      expectNoSecret(answer);
    }
  });

  it('in what a mutation answers', async () => {
    const { applicant, id } = practice;
    const run = (door: string, type: string, payload: string, input: object) =>
      as(applicant).ask(`mutation ($input: ${type}!) { ${door}(input: $input) ${everyFieldOf(payload)} }`, { input });
    const confirmationToken = await prepare(applicant, id);
    expectNoSecret(await run('sendMessage', 'SendMessageInput', 'MessagePayload', { confirmationToken }));
    const input = { practiceId: id, body: 'Grazie', inReplyToId: messageId };
    expectNoSecret(await run('prepareMessage', 'WriteMessageInput', 'MessageDraftPayload', input));
    const mark = { practiceId: id, upToMessageId: messageId };
    expectNoSecret(await run('markMessagesRead', 'MarkMessagesReadInput', 'PracticePayload', mark));
  });

  it('shows the municipality as author in the timeline and in history', async () => {
    const { applicant, operator, id } = practice;
    const { practice: seen } = await as(applicant).ask<Authors, unknown>(AUTHORS, { id });
    const municipality = { role: 'OPERATOR', displayName: 'Comune di Prova', profile: null };
    for (const { author } of seen.messages.nodes.filter(({ author: { role } }) => role === 'OPERATOR')) {
      expect(author).to.deep.equal(municipality);
    }
    const own = seen.messages.nodes.find(({ body }) => body === 'Eccolo.');
    expect(own?.author.profile).to.deep.equal({ id: applicant.id });
    expect(seen.history.map(({ by }) => by.role)).to.deep.equal(['CITIZEN', 'CITIZEN', 'OPERATOR']);
    expect(seen.history.at(-1)?.by).to.deep.equal(municipality);
    expect(seen.operator).to.equal(null);

    const { practice: toStaff } = await as(operator).ask<Authors, unknown>(AUTHORS, { id });
    expect(toStaff.history.at(-1)?.by.role).to.equal('ADMIN');
    expect(toStaff.messages.nodes.map(({ author }) => author.displayName)).to.include('Baldassarre Mezzasalma');
  });

  it('finds no practice by the name of an operator', async () => {
    const { practices } = await as(practice.applicant).ask(PracticesDocument, { filter: { search: 'Quattrocchi' } });
    expect(practices.nodes).to.be.empty;
  });

  it('is refused without a word of the operator', async () => {
    const { applicant, id } = practice;
    for (const language of ['it', 'en']) {
      const asked = as(applicant, { 'accept-language': language });
      expectNoSecret(await asked.refused(ApprovePracticeDocument, { input: { practiceId: id } }));
      const registered = await buildPractice({ ...practice, status: REGISTERED });
      const input = { practiceId: registered.id, body: 'Buongiorno' };
      expectNoSecret(
        await asked.refused('mutation ($input: WriteMessageInput!) { prepareMessage(input: $input) { __typename } }', {
          input,
        }),
      );
    }
  });

  it('gets mails that say nothing of the operator, from the first to the decision', async () => {
    const decided = await buildPractice({ ...practice, status: UNDER_REVIEW });
    await send(practice.operator, decided.id, 'Quasi fatto.');
    await as(practice.operator).ask(ApprovePracticeDocument, {
      input: { practiceId: decided.id, reason: 'In regola.' },
    });
    const mails = await mailsTo(practice.applicant);
    expect(mails.length).to.be.at.least(7);
    for (const mail of mails) {
      expectNoSecret(mail.raw);
      expectNoSecret(mail.text ?? '');
      expectNoSecret(mail.html || '');
      expectNoSecret(mail.headerLines.map(({ line }) => line).join('\n'));
      expect(mail.from?.text).to.include('Comune di Prova');
    }
  });

  it('sees the same practice through the example operation', async () => {
    const { practice: seen } = await as(practice.applicant).ask(PracticeDocument, { id: practice.id });
    expectNoSecret(seen);
  });
});

interface Author {
  role: string;
  displayName: string;
  profile: { id: string } | null;
}

interface Authors {
  practice: {
    operator: { id: string } | null;
    history: { by: Author }[];
    messages: { nodes: { body: string; author: Author }[] };
  };
}

const AUTHORS = `query ($id: ID!) {
  practice(id: $id) {
    operator { id }
    history { by { role displayName profile { id } } }
    messages { nodes { body author { role displayName profile { id } } } }
  }
}`;
