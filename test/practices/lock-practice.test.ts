import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { PracticeDocument, PrepareMessageDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import {
  type BuiltPractice,
  buildAdministrator,
  buildCitizen,
  buildPractice,
  buildService,
  buildStaff,
  note,
  type Person,
  prepare,
  send,
} from '../support/build.js';
import { countRows } from '../support/stored.js';

const { DRAFT, UNDER_REVIEW } = PracticeStatus;
const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const MALFORMED = ['', 'x', '1', `${UNKNOWN}0`, UNKNOWN.replaceAll('-', ''), "' OR 1=1 --", 'è', '\u0000', '%'];

const MESSAGE = 'query ($id: ID!) { message(id: $id) { id body } }';

/** Every mutation that names a practice, by who may ask for it at all. */
const CITIZENS: [string, object][] = [
  ['updatePractice', { data: { a: 1 } }],
  ['submitPractice', {}],
  ['withdrawPractice', {}],
  ['prepareMessage', { body: 'Buongiorno' }],
  ['markMessagesRead', { upToMessageId: UNKNOWN }],
];
const OPERATORS: [string, object][] = [
  ['takeInCharge', {}],
  ['assignPractice', { operatorId: UNKNOWN }],
  ['approvePractice', {}],
  ['rejectPractice', { reason: 'Manca un requisito.' }],
  ['addNote', { body: 'Da verificare' }],
  ['prepareMessage', { body: 'Buongiorno' }],
  ['markMessagesRead', { upToMessageId: UNKNOWN }],
];

const INPUTS: Record<string, string> = {
  updatePractice: 'UpdatePracticeInput',
  submitPractice: 'PracticeIdInput',
  takeInCharge: 'PracticeIdInput',
  assignPractice: 'AssignPracticeInput',
  addNote: 'WriteMessageInput',
  prepareMessage: 'WriteMessageInput',
  markMessagesRead: 'MarkMessagesReadInput',
};

const mutation = (door: string) =>
  `mutation ($input: ${INPUTS[door] ?? 'ClosePracticeInput'}!) { ${door}(input: $input) { __typename } }`;

describe('R1 a practice and its messages do not exist for anybody else', () => {
  let practice: BuiltPractice;
  let draft: BuiltPractice;
  let messageId: string;
  let noteId: string;
  let stranger: Person;
  let colleagueElsewhere: Person;

  before(async () => {
    practice = await buildPractice({ status: UNDER_REVIEW });
    draft = await buildPractice({ status: DRAFT, service: practice.service, operator: practice.operator });
    messageId = await send(practice.operator, practice.id);
    noteId = await note(practice.operator, practice.id);
    stranger = await buildCitizen();
    colleagueElsewhere = await buildStaff({ services: [await buildService()] });
  });

  it('answers null for a practice and its messages to who may not see them', async () => {
    for (const person of [stranger, colleagueElsewhere]) {
      expect(await as(person).ask(PracticeDocument, { id: practice.id })).to.deep.equal({ practice: null });
      for (const id of [messageId, noteId])
        expect(await as(person).ask(MESSAGE, { id })).to.deep.equal({ message: null });
    }
  });

  it('answers null for a draft to everybody but its applicant', async () => {
    for (const person of [stranger, colleagueElsewhere, practice.operator, await buildAdministrator()]) {
      expect(await as(person).ask(PracticeDocument, { id: draft.id })).to.deep.equal({ practice: null });
    }
  });

  it('answers null for ids that nothing has and that nothing can have', async () => {
    for (const person of [practice.applicant, practice.operator]) {
      for (const id of [UNKNOWN, randomUUID(), practice.id.toUpperCase(), ...MALFORMED]) {
        expect(await as(person).ask(PracticeDocument, { id }), id).to.deep.equal({ practice: null });
        expect(await as(person).ask(MESSAGE, { id }), id).to.deep.equal({ message: null });
      }
    }
  });

  it('answers NOT_FOUND to every mutation of a practice that is foreign, unknown or malformed', async () => {
    const before = await countRows();
    const seen = new Set<string>();
    const refuse = async (person: Person, doors: [string, object][], practiceId: string) => {
      for (const [door, more] of doors) {
        const refusal = await as(person).refused(mutation(door), { input: { practiceId, ...more } });
        expect(refusal.code, `${door} ${practiceId}`).to.equal('NOT_FOUND');
        seen.add(JSON.stringify(refusal));
      }
    };
    for (const id of [practice.id, draft.id, UNKNOWN, ...MALFORMED]) {
      await refuse(stranger, CITIZENS, id);
      await refuse(colleagueElsewhere, OPERATORS, id);
    }
    expect([...seen], 'every refusal is the same one').to.have.length(1);
    expect(await countRows()).to.deep.equal(before);
  });

  it('gives no way from one practice to the messages of another, even of the same people', async () => {
    const other = await buildPractice({ ...practice, status: UNDER_REVIEW });
    const elsewhere = await send(practice.operator, other.id);
    const before = await countRows();
    for (const person of [practice.applicant, practice.operator]) {
      for (const [door, more] of [
        ['prepareMessage', { body: 'Rispondo', inReplyToId: elsewhere }],
        ['markMessagesRead', { upToMessageId: elsewhere }],
      ] as [string, object][]) {
        const refusal = await as(person).refused(mutation(door), { input: { practiceId: practice.id, ...more } });
        expect(refusal.code, door).to.equal('NOT_FOUND');
      }
    }
    const refusal = await as(practice.operator).refused(mutation('addNote'), {
      input: { practiceId: practice.id, body: 'Nota', inReplyToId: elsewhere },
    });
    expect(refusal.code).to.equal('NOT_FOUND');
    expect(await countRows()).to.deep.equal(before);
  });

  it('refuses malformed ids of what is answered or read up to, also on a practice of one’s own', async () => {
    const { applicant, id: practiceId } = practice;
    for (const id of [UNKNOWN, ...MALFORMED]) {
      const answering = { input: { practiceId, body: 'Rispondo', inReplyToId: id } };
      expect((await as(applicant).refused(PrepareMessageDocument, answering)).code, id).to.equal('NOT_FOUND');
      const reading = { input: { practiceId, upToMessageId: id } };
      expect((await as(applicant).refused(mutation('markMessagesRead'), reading)).code, id).to.equal('NOT_FOUND');
    }
  });

  it('does not tell somebody else’s confirmation token from an unknown one', async () => {
    const token = await prepare(practice.operator, practice.id);
    const { operator, applicant } = practice;
    const known = await as(applicant).refused(SEND, { input: { confirmationToken: token } });
    const unknown = await as(applicant).refused(SEND, { input: { confirmationToken: 'no-such-confirmation-token' } });
    expect(known).to.deep.equal(unknown);
    expect(known.code).to.equal('CONFIRMATION_INVALID');
    expect(await as(operator).ask(SEND, { input: { confirmationToken: token } })).to.be.an('object');
  });
});

const SEND = 'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }';
