import { expect } from 'chai';
import { print } from 'graphql';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  DiscardMessageDocument,
  PracticeDocument,
  PrepareMessageDocument,
  RejectPracticeDocument,
  SendMessageDocument,
  WithdrawPracticeDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildCitizen,
  buildPractice,
  buildStaff,
  confirm,
  type Person,
  prepare,
  send,
  signInAgain,
} from '../support/build.js';
import { mailsTo } from '../support/mails.js';
import { countRows, practiceRow, rows } from '../support/stored.js';
import { letPass, withClock } from '../support/time.js';

const { UNDER_REVIEW } = PracticeStatus;
const MINUTE = 60_000;

describe('R10 a message is prepared, shown, and sent once it is confirmed', () => {
  withClock();

  it('prepares without anybody else seeing anything', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    const everybody = [practice.applicant, practice.operator, colleague];
    const look = () => Promise.all(everybody.map((person) => as(person).ask(PracticeDocument, { id: practice.id })));
    const seen = await look();
    const row = await practiceRow(practice.id);
    const counts = await countRows();
    await letPass(1_000);

    await prepare(practice.operator, practice.id);
    await prepare(practice.applicant, practice.id);

    expect(await look()).to.deep.equal(seen);
    expect(await practiceRow(practice.id)).to.deep.equal(row);
    expect(await countRows()).to.deep.equal({ ...counts, message_drafts: Number(counts.message_drafts) + 2 });
  });

  it('answers what would be sent and to whom, and sends and mails exactly that', async () => {
    const { id: practiceId, operator, applicant } = await buildPractice();
    const body = 'Gentile richiedente,\n\nservono:\n\n  - il certificato\n  - la ricevuta  \n\nGrazie.';
    for (const [author, reader, recipients] of [
      [operator, applicant, [applicant.email]],
      [applicant, operator, ['Comune di Prova']],
    ] as [Person, Person, string[]][]) {
      const { prepareMessage } = await as(author).ask(PrepareMessageDocument, { input: { practiceId, body } });
      const { draft } = prepareMessage;
      expect(draft.recipients).to.deep.equal(recipients);
      expect(draft.practice.id).to.equal(practiceId);
      const { sendMessage } = await as(author).ask(SendMessageDocument, {
        input: { confirmationToken: draft.confirmationToken },
      });
      expect(sendMessage.message).to.deep.include({ body: draft.body, visibility: 'PUBLIC' });

      const mail = (await mailsTo(reader)).at(-1);
      expect(mail?.subject).to.equal(draft.emailSubject);
      expect(mail?.text).to.equal(draft.emailPreview);
      expect(mail?.text).to.include(sendMessage.message.id);
    }
  });

  it('sends what was prepared also when the author has prepared something else since', async () => {
    const { id, operator, applicant } = await buildPractice();
    const first = await prepare(operator, id, 'La prima stesura');
    const second = await prepare(operator, id, 'La seconda stesura');
    await confirm(operator, second);
    await confirm(operator, first);
    const { practice } = await as(applicant).ask(PracticeDocument, { id });
    expect(practice?.messages.nodes.map(({ body }) => body)).to.deep.equal(['La seconda stesura', 'La prima stesura']);
  });

  it('lives 15 minutes to the millisecond', async () => {
    const { id: practiceId, operator } = await buildPractice();
    const now = new Date();
    app().clock.stopAt(now);
    const input = { practiceId, body: 'Buongiorno' };
    const inTime = await as(operator).ask(PrepareMessageDocument, { input });
    const late = await as(operator).ask(PrepareMessageDocument, { input });
    expect(new Date(inTime.prepareMessage.draft.expiresAt).getTime() - now.getTime()).to.equal(15 * MINUTE);

    await letPass(15 * MINUTE);
    await confirm(operator, inTime.prepareMessage.draft.confirmationToken);
    await letPass(1);
    const { confirmationToken } = late.prepareMessage.draft;
    const before = await countRows();
    const refusal = await as(operator).refused(SendMessageDocument, { input: { confirmationToken } });
    expect(refusal.code).to.equal('CONFIRMATION_INVALID');
    expect(await countRows()).to.deep.equal(before);
  });

  it('answers the same message for the same token, as long as anybody asks', async () => {
    const { id, operator, applicant } = await buildPractice();
    const token = await prepare(operator, id);
    const sent = await confirm(operator, token);
    const row = await practiceRow(id);
    await letPass(16 * MINUTE);
    expect(await confirm(operator, token)).to.equal(sent);
    await as(operator).ask(ApprovePracticeDocument, { input: { practiceId: id } });
    expect(await confirm(operator, token), 'after the decision too').to.equal(sent);
    const about = (await mailsTo(applicant)).filter(({ text }) => text?.includes(sent));
    expect(about).to.have.length(1);
    expect(row?.operatorWroteAt).not.to.equal(null);
    expect(row?.citizenWroteAt).to.equal(null);
  });

  it('sends once when it is confirmed 20 times at the same instant', async () => {
    const { id, operator, applicant } = await buildPractice();
    const token = await prepare(operator, id);
    const ids = await Promise.all(Array.from({ length: 20 }, () => confirm(operator, token)));
    expect(new Set(ids).size).to.equal(1);
    const stored = await rows('SELECT id FROM messages WHERE practiceId = ?', id);
    expect(stored).to.have.length(1);
    const about = (await mailsTo(applicant)).filter(({ text }) => text?.includes(`reply=${ids[0]}`));
    expect(about).to.have.length(1);
    expect(await rows('SELECT id FROM mails WHERE messageId = ?', ids[0] ?? '')).to.have.length(1);
    expect(await rows('SELECT id FROM message_drafts WHERE practiceId = ?', id)).to.be.empty;
  });

  it('is bound to its author: nobody else can send, see or discard it', async () => {
    const practice = await buildPractice();
    const token = await prepare(practice.operator, practice.id);
    const others = [
      practice.applicant,
      await buildCitizen(),
      await buildStaff({ services: [practice.service] }),
      await buildStaff(),
    ];
    for (const other of others) await expectUnknown(other, token);
    expect(await confirm(practice.operator, token)).to.be.a('string');
    for (const other of others) await expectUnknown(other, token);
  });

  it('belongs to the person, not to the session in which it was prepared', async () => {
    const { id, applicant } = await buildPractice();
    const token = await prepare(applicant, id);
    expect(await confirm(await signInAgain(applicant, 'CIE'), token)).to.be.a('string');
  });

  it('refuses tokens that nobody gave out', async () => {
    const practice = await buildPractice();
    const token = await prepare(practice.operator, practice.id);
    const { confirmationHash } = (
      await rows<{ confirmationHash: string }>(
        'SELECT confirmationHash FROM message_drafts WHERE practiceId = ?',
        practice.id,
      )
    )[0] ?? { confirmationHash: '' };
    expect(confirmationHash).not.to.equal(token);
    for (const wrong of ['', ' ', 'x', token.slice(1), `${token} `, confirmationHash, 'è'.repeat(5_000)]) {
      await expectUnknown(practice.operator, wrong);
    }
  });

  it('checks the practice again when it is confirmed', async () => {
    const practice = await buildPractice();
    const token = await prepare(practice.operator, practice.id);
    await as(practice.applicant).ask(WithdrawPracticeDocument, { input: { practiceId: practice.id } });
    const before = await countRows();
    const refusal = await as(practice.operator).refused(SendMessageDocument, { input: { confirmationToken: token } });
    expect(refusal.code).to.equal('MESSAGE_WINDOW_CLOSED');
    expect(await countRows()).to.deep.equal(before);
  });

  it('keeps a message and its answer together', async () => {
    const { id, operator, applicant } = await buildPractice();
    const question = await send(operator, id, 'Quando è nato?');
    const answer = await send(applicant, id, 'Ieri.', question);
    const { practice } = await as(operator).ask(PracticeDocument, { id });
    expect(practice?.messages.nodes.map(({ id: message, inReplyTo }) => [message, inReplyTo?.id])).to.deep.equal([
      [question, undefined],
      [answer, question],
    ]);
    expect(practice?.awaitingReplyFrom).to.equal('OPERATOR');
  });

  it('moves updatedAt and the turn with a message, to the instant at which it was sent', async () => {
    const { id, operator, applicant } = await buildPractice();
    const token = await prepare(operator, id);
    await letPass(5 * MINUTE);
    await confirm(operator, token);
    const { practice } = await as(applicant).ask(PracticeDocument, { id });
    expect(practice?.updatedAt).to.equal(practice?.messages.nodes[0]?.createdAt);
    expect(practice?.awaitingReplyFrom).to.equal('CITIZEN');
    await send(applicant, id);
    const after = await as(applicant).ask(PracticeDocument, { id });
    expect(after.practice?.awaitingReplyFrom).to.equal('OPERATOR');
  });
});

describe('R10 a prepared message can be thrown away', () => {
  withClock();

  it('is good for nothing afterwards', async () => {
    const { operator, id } = await buildPractice();
    const token = await prepare(operator, id);
    expect(await discard(operator, token)).to.equal(true);
    await expectUnknown(operator, token);
    const { practice: seen } = await as(operator).ask(PracticeDocument, { id });
    expect(seen?.messages.totalCount).to.equal(0);
  });

  it('says that it has been sent when it has', async () => {
    const { operator, id } = await buildPractice();
    const token = await prepare(operator, id);
    const sent = await confirm(operator, token);
    expect(await discard(operator, token)).to.equal(false);
    expect(await confirm(operator, token)).to.equal(sent);
  });

  it('is thrown away or sent when both are asked for at the same instant, never both', async () => {
    const { operator, id } = await buildPractice();
    for (let round = 0; round < 10; round += 1) {
      const token = await prepare(operator, id, `Giro ${round}`);
      const input = { confirmationToken: token };
      const [sent, discarded] = await Promise.all([
        as(operator).answer(SendMessageDocument, { input }),
        as(operator).answer(DiscardMessageDocument, { input }),
      ]);
      const stored = await rows('SELECT id FROM messages WHERE practiceId = ? AND body = ?', id, `Giro ${round}`);
      expect(discarded.data?.discardMessage.discarded).to.equal(stored.length === 0);
      expect(sent.data?.sendMessage.message.id !== undefined).to.equal(stored.length === 1);
      if (stored.length === 0) expect(sent.errors?.[0]?.extensions.code).to.equal('CONFIRMATION_INVALID');
    }
  });
});

describe('R6 messages end with the decision, for both sides', () => {
  withClock();

  const decisions: [string, (practice: BuiltPractice) => Promise<unknown>][] = [
    ['approved', ({ id, operator }) => as(operator).ask(ApprovePracticeDocument, { input: { practiceId: id } })],
    [
      'rejected',
      ({ id, operator }) =>
        as(operator).ask(RejectPracticeDocument, { input: { practiceId: id, reason: 'Manca un requisito.' } }),
    ],
    ['withdrawn', ({ id, applicant }) => as(applicant).ask(WithdrawPracticeDocument, { input: { practiceId: id } })],
  ];

  for (const [decision, decide] of decisions) {
    it(`refuses what was prepared before the practice was ${decision}, and to prepare anything`, async () => {
      const practice = await buildPractice({ status: UNDER_REVIEW });
      const { id: practiceId, applicant, operator } = practice;
      const prepared: [Person, string][] = [
        [operator, await prepare(operator, practiceId)],
        [applicant, await prepare(applicant, practiceId)],
      ];
      await decide(practice);
      const before = await countRows();
      for (const [author, confirmationToken] of prepared) {
        const sending = await as(author).refused(SendMessageDocument, { input: { confirmationToken } });
        const preparing = await as(author).refused(PrepareMessageDocument, { input: { practiceId, body: 'Ancora' } });
        for (const { code, details } of [sending, preparing]) {
          expect(code).to.equal('MESSAGE_WINDOW_CLOSED');
          expect(details.blocks.map((block: { code: string }) => block.code)).to.deep.equal(['DECIDED']);
        }
      }
      expect(await countRows()).to.deep.equal(before);
      const { practice: seen } = await as(applicant).ask(PracticeDocument, { id: practiceId });
      expect(seen?.awaitingReplyFrom).to.equal(null);
      expect(seen?.messages.totalCount).to.equal(0);
    });
  }

  it('dates no message after the decision, also within one instant', async () => {
    const { id, operator, applicant } = await buildPractice();
    app().clock.stopAt(new Date());
    for (const author of [operator, applicant, operator]) await send(author, id);
    await as(operator).ask(ApprovePracticeDocument, { input: { practiceId: id } });
    const { practice } = await as(applicant).ask(PracticeDocument, { id });
    const decidedAt = practice?.history.at(-1)?.at ?? '';
    for (const { createdAt } of practice?.messages.nodes ?? []) expect(createdAt <= decidedAt).to.equal(true);
    expect(practice?.closedAt).to.equal(decidedAt);
  });
});

const discard = async (person: Person, confirmationToken: string): Promise<boolean> =>
  (await as(person).ask(DiscardMessageDocument, { input: { confirmationToken } })).discardMessage.discarded;

/** Neither sent nor thrown away: to this person there is no such token. */
async function expectUnknown(person: Person, confirmationToken: string): Promise<void> {
  const before = await countRows();
  for (const door of [SendMessageDocument, DiscardMessageDocument]) {
    const refusal = await as(person).refused(print(door), { input: { confirmationToken } });
    expect(refusal.code).to.equal('CONFIRMATION_INVALID');
  }
  expect(await countRows()).to.deep.equal(before);
}
