import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildCitizen,
  buildPractice,
  buildService,
  buildStaff,
  note,
  type Person,
  prepare,
  send,
} from '../support/build.js';
import { everyFieldOf } from '../support/every-field.js';
import { countRows } from '../support/stored.js';
import { letPass, withClock } from '../support/time.js';

const { REGISTERED, UNDER_REVIEW, APPROVED } = PracticeStatus;

const READ = 'mutation ($input: MarkMessagesReadInput!) { markMessagesRead(input: $input) { practice { id } } }';
const MESSAGE = 'query ($id: ID!) { message(id: $id) { id } }';

/** Everything that somebody can ask of one practice and of the lists that it stands in. */
async function everythingSeenBy(person: Person, practiceId: string): Promise<unknown> {
  const page = `{ totalCount pageInfo ${everyFieldOf('PageInfo')} edges { cursor node { id readAt } } }`;
  const one = `query ($id: ID!) { practice(id: $id) ${everyFieldOf('Practice')} }`;
  const timeline = `query ($id: ID!) { practice(id: $id) {
    usual: messages ${page} first1: messages(first: 1) ${page} last1: messages(last: 1) ${page}
    last2: messages(last: 2) ${page} all: messages(first: 100) ${page}
    internal: messages(visibility: INTERNAL) ${page} public: messages(visibility: PUBLIC) ${page}
  } }`;
  const list = `{ totalCount pageInfo ${everyFieldOf('PageInfo')} edges { cursor node { id updatedAt } } }`;
  const lists = `{
    recent: practices(order: RECENTLY_UPDATED) ${list} unread: practices(filter: { unreadOnly: true }) ${list}
    citizen: practices(filter: { awaitingReplyFrom: CITIZEN }) ${list}
    operator: practices(filter: { awaitingReplyFrom: OPERATOR }) ${list}
  }`;
  return {
    one: await as(person).ask(one, { id: practiceId }),
    timeline: await as(person).ask(timeline, { id: practiceId }),
    lists: await as(person).ask(lists),
    desk: await as(person).answer('{ desk { toAssign toManage concluded all unreadMessages } }'),
    me: await as(person).ask(`{ me ${everyFieldOf('UserProfile')} }`),
  };
}

describe('R2 a note does not exist for citizens and for operators of other services', () => {
  withClock();

  for (const status of [REGISTERED, UNDER_REVIEW, APPROVED]) {
    it(`changes nothing that they can get, on a practice that is ${status}`, async () => {
      const practice = await buildPractice({ status });
      const outsiders = [
        practice.applicant,
        await buildCitizen(),
        await buildStaff({ services: [await buildService()] }),
      ];
      const seen = () => Promise.all(outsiders.map((person) => everythingSeenBy(person, practice.id)));
      const before = await seen();
      const { mails } = await countRows();

      await letPass(1_000);
      const noteId = await note(practice.operator, practice.id, 'Il richiedente non ha diritto.');

      expect(await seen()).to.deep.equal(before);
      expect((await countRows()).mails).to.equal(mails);
      for (const person of outsiders) {
        expect(await as(person).ask(MESSAGE, { id: noteId })).to.deep.equal({ message: null });
      }
    });
  }

  it('leaves the same correspondence behind as in a world without notes, whatever happens around them', async () => {
    const service = await buildService();
    const operator = await buildStaff({ services: [service] });
    const colleague = await buildStaff({ services: [service] });
    const applicant = await buildCitizen();
    let now = Date.now();
    app().clock.stopAt(new Date(now));
    const withNotes = await buildPractice({ service, operator, applicant });
    const without = await buildPractice({ service, operator, applicant });
    const both = async <T>(what: (practice: BuiltPractice) => Promise<T>) => [
      await what(withNotes),
      await what(without),
    ];
    const notes = async (count: number) => {
      for (let each = 0; each < count; each += 1) await note(colleague, withNotes.id, `Nota ${each}`);
    };
    const later = async () => {
      await app().service.parts.mailWorker.drained();
      now += 5;
      app().clock.stopAt(new Date(now));
    };

    await notes(3);
    await both(({ id }) => send(operator, id, 'Prima'));
    await notes(12);
    await both(({ id }) => send(applicant, id, 'Seconda'));
    await later();
    const third = await both(({ id }) => send(operator, id, 'Terza'));
    await notes(1);
    await both(({ id }) => as(applicant).ask(READ, { input: { practiceId: id, upToMessageId: third.shift() } }));
    await notes(2);
    await both(({ id }) => send(operator, id, 'Quarta'));
    await later();
    await notes(1);

    const seen = await both(({ id }) => everythingOf(applicant, id));
    expect(seen[0]).to.deep.equal(seen[1]);
    expect(JSON.stringify(seen[0])).to.include('Quarta').and.not.include('Nota');
  });

  it('tells an unread note from nothing: badges and filters count messages alone, for colleagues too', async () => {
    const practice = await buildPractice();
    const colleague = await buildStaff({ services: [practice.service] });
    await note(practice.operator, practice.id);
    const ask = `query ($id: ID!) { practice(id: $id) { unreadMessageCount awaitingReplyFrom }
      practices(filter: { unreadOnly: true }) { totalCount } }`;
    for (const person of [practice.applicant, colleague]) {
      expect(await as(person).ask(ask, { id: practice.id })).to.deep.equal({
        practice: { unreadMessageCount: 0, awaitingReplyFrom: null },
        practices: { totalCount: 0 },
      });
    }
  });

  it('is not to be answered, read up to or sent by a citizen: a note is as unknown as any other id', async () => {
    const { id: practiceId, applicant, operator } = await buildPractice();
    const messageId = await send(operator, practiceId);
    const noteId = await note(operator, practiceId);
    const unknown = noteId.replace(/....$/, '0000');
    const prepareReply = (inReplyToId: string) =>
      as(applicant).refused(PREPARE, { input: { practiceId, body: 'Rispondo', inReplyToId } });
    const read = (upToMessageId: string) => as(applicant).refused(READ, { input: { practiceId, upToMessageId } });
    expect(await prepareReply(noteId)).to.deep.equal(await prepareReply(unknown));
    expect(await read(noteId)).to.deep.equal(await read(unknown));
    expect((await read(noteId)).code).to.equal('NOT_FOUND');
    const state = await as(applicant).ask(UNREAD, { id: practiceId });
    expect(state).to.deep.equal({ practice: { unreadMessageCount: 1 } });

    // An operator cannot let one slip into a message either.
    const refusal = await as(operator).refused(PREPARE, { input: { practiceId, body: 'Vedi', inReplyToId: noteId } });
    expect(refusal.code).to.equal('NOT_FOUND');
    const written = await as(applicant).refused(ADD_NOTE, { input: { practiceId, body: 'Una nota mia' } });
    expect(written.code).to.equal('FORBIDDEN');
    expect(messageId).to.be.a('string');
  });

  it('shows nothing of a message that answers one which a note answers', async () => {
    const { id: practiceId, applicant, operator } = await buildPractice();
    const messageId = await send(applicant, practiceId, 'Quando?');
    await as(operator).ask(ADD_NOTE, { input: { practiceId, body: 'Risponde il collega', inReplyToId: messageId } });
    await send(operator, practiceId, 'Domani.', messageId);
    const { practice } = await as(applicant).ask<Answers, unknown>(ANSWERS, { id: practiceId });
    expect(practice.messages.nodes.map(({ body, inReplyTo }) => [body, inReplyTo?.id])).to.deep.equal([
      ['Quando?', undefined],
      ['Domani.', messageId],
    ]);
    const staff = await as(operator).ask<Answers, unknown>(ANSWERS, { id: practiceId });
    expect(staff.practice.messages.nodes.map(({ inReplyTo }) => inReplyTo?.id ?? null)).to.deep.equal([
      null,
      messageId,
      messageId,
    ]);
  });

  it('does not hide a later message from who has read up to a note', async () => {
    const { id: practiceId, applicant, operator } = await buildPractice();
    app().clock.stopAt(new Date());
    let noteId = '';
    for (let each = 0; each < 5; each += 1) noteId = await note(operator, practiceId);
    await as(operator).ask(READ, { input: { practiceId, upToMessageId: noteId } });
    await send(applicant, practiceId);
    const state = await as(operator).ask(UNREAD, { id: practiceId });
    expect(state).to.deep.equal({ practice: { unreadMessageCount: 1 } });
  });

  it('leaves no trace in what is prepared', async () => {
    const { id, applicant, operator } = await buildPractice();
    await note(operator, id, 'Segreto d’ufficio');
    const { prepareMessage } = await as(applicant).ask<{ prepareMessage: object }, unknown>(
      `mutation ($input: WriteMessageInput!) { prepareMessage(input: $input) ${everyFieldOf('MessageDraftPayload')} }`,
      { input: { practiceId: id, body: 'Chiedo notizie' } },
    );
    expect(JSON.stringify(prepareMessage)).to.not.include('Segreto').and.not.include('INTERNAL');
    expect(await prepare(operator, id)).to.be.a('string');
  });
});

interface Answers {
  practice: { messages: { nodes: { body: string; inReplyTo: { id: string } | null }[] } };
}

const PREPARE = 'mutation ($input: WriteMessageInput!) { prepareMessage(input: $input) { draft { body } } }';
const ADD_NOTE = 'mutation ($input: WriteMessageInput!) { addNote(input: $input) { message { id } } }';
const UNREAD = 'query ($id: ID!) { practice(id: $id) { unreadMessageCount } }';
const ANSWERS = 'query ($id: ID!) { practice(id: $id) { messages { nodes { body inReplyTo { id } } } } }';

/** The practice and its timeline as somebody sees them, without what makes two practices two: ids and numbers. */
async function everythingOf(person: Person, practiceId: string): Promise<unknown> {
  const { one, timeline } = (await everythingSeenBy(person, practiceId)) as Record<string, unknown>;
  const names = new Map<string, string>();
  const uncover = (text: string) =>
    text.startsWith('WyJ') ? Buffer.from(text, 'base64url').toString() : text.replace(/\d{4}\/\d{7}/g, 'NUMBER');
  const replace = (text: string) =>
    uncover(text).replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      const name = names.get(id) ?? `ID ${names.size}`;
      names.set(id, name);
      return name;
    });
  return JSON.parse(JSON.stringify({ one, timeline }), (_, value) =>
    typeof value === 'string' ? replace(value) : value,
  );
}
