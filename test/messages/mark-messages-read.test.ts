import { expect } from 'chai';
import {
  DeskDocument,
  MarkMessagesReadDocument,
  PracticeDocument,
  PracticesDocument,
} from '../generated/operations.js';
import { as } from '../support/as.js';
import { buildPractice, buildStaff, note, type Person, send } from '../support/build.js';

const markRead = async (person: Person, practiceId: string, upToMessageId: string): Promise<number> => {
  const { markMessagesRead } = await as(person).ask(MarkMessagesReadDocument, { input: { practiceId, upToMessageId } });
  return markMessagesRead.practice.unreadMessageCount;
};

const unread = async (person: Person, id: string): Promise<number | undefined> =>
  (await as(person).ask(PracticeDocument, { id })).practice?.unreadMessageCount;

const readAts = async (person: Person, id: string): Promise<boolean[] | undefined> =>
  (await as(person).ask(PracticeDocument, { id })).practice?.messages.nodes.map(({ readAt }) => readAt !== null);

describe('reading messages', () => {
  it('counts those of the other party up to the one named as read, and no later one', async () => {
    const { id, operator, applicant } = await buildPractice();
    const sent = [
      await send(operator, id),
      await send(operator, id),
      await send(applicant, id),
      await send(operator, id),
    ];
    expect(await unread(applicant, id)).to.equal(3);
    expect(await unread(operator, id)).to.equal(1);
    expect(await markRead(applicant, id, sent[1] ?? '')).to.equal(1);
    expect(await readAts(operator, id)).to.deep.equal([true, true, false, false]);
    expect(await markRead(applicant, id, sent[3] ?? '')).to.equal(0);
    expect(await unread(operator, id)).to.equal(1);
    expect(await markRead(operator, id, sent[2] ?? '')).to.equal(0);
    expect(await readAts(applicant, id)).to.deep.equal([true, true, true, true]);
  });

  it('does not go back when an earlier message is named', async () => {
    const { id, operator, applicant } = await buildPractice();
    const first = await send(operator, id);
    expect(await markRead(applicant, id, await send(operator, id))).to.equal(0);
    expect(await markRead(applicant, id, first)).to.equal(0);
  });

  it('keeps the instant of the first reading', async () => {
    const { id, operator, applicant } = await buildPractice();
    const message = await send(operator, id);
    await markRead(applicant, id, message);
    const { practice } = await as(operator).ask(PracticeDocument, { id });
    await markRead(applicant, id, await send(operator, id));
    const after = await as(operator).ask(PracticeDocument, { id });
    expect(after.practice?.messages.nodes[0]?.readAt).to.equal(practice?.messages.nodes[0]?.readAt);
  });

  it('is of each operator: what one has read another has not', async () => {
    const { id, service, operator, applicant } = await buildPractice();
    const colleague = await buildStaff({ services: [service] });
    const message = await send(applicant, id);
    await markRead(colleague, id, message);
    expect(await unread(colleague, id)).to.equal(0);
    expect(await unread(operator, id)).to.equal(1);
    const unreadOf = async (person: Person) =>
      (await as(person).ask(PracticesDocument, { filter: { unreadOnly: true } })).practices.totalCount;
    expect(await unreadOf(colleague)).to.equal(0);
    expect(await unreadOf(operator)).to.equal(1);
    expect((await as(operator).ask(DeskDocument)).desk.unreadMessages).to.equal(1);
    expect((await as(colleague).ask(DeskDocument)).desk.unreadMessages).to.equal(0);
  });

  it('may be told to an operator by a note that they have read up to', async () => {
    const { id, operator, applicant } = await buildPractice();
    await send(applicant, id);
    expect(await markRead(operator, id, await note(operator, id))).to.equal(0);
    await send(applicant, id);
    expect(await unread(operator, id)).to.equal(1);
  });

  it('goes on after the decision, and moves nothing that is shown as a change', async () => {
    const { id, operator, applicant } = await buildPractice();
    const message = await send(operator, id);
    await as(operator).ask('mutation ($input: ClosePracticeInput!) { approvePractice(input: $input) { __typename } }', {
      input: { practiceId: id },
    });
    const before = await as(applicant).ask(PracticeDocument, { id });
    expect(await markRead(applicant, id, message)).to.equal(0);
    const after = await as(applicant).ask(PracticeDocument, { id });
    expect(after.practice?.updatedAt).to.equal(before.practice?.updatedAt);
  });
});
