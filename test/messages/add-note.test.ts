import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { AddNoteDocument, PracticeDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import { buildPractice, buildStaff, type Means, note, send } from '../support/build.js';
import { countRows, practiceRow } from '../support/stored.js';
import { letPass, withClock } from '../support/time.js';

const { DRAFT, SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN } = PracticeStatus;

describe('R7 notes are possible in every status but DRAFT', () => {
  withClock();

  for (const status of [SUBMITTED, REGISTERED, UNDER_REVIEW, APPROVED, REJECTED, WITHDRAWN]) {
    it(`takes one on a practice that is ${status}, from whoever handles the service`, async () => {
      const practice = await buildPractice({ status });
      const colleague = await buildStaff({ services: [practice.service] });
      const rows = await countRows();
      const row = await practiceRow(practice.id);
      await letPass(60_000);
      const { addNote } = await as(colleague).ask(AddNoteDocument, {
        input: { practiceId: practice.id, body: 'Da verificare in anagrafe.' },
      });
      expect(addNote.message).to.deep.include({ visibility: 'INTERNAL', body: 'Da verificare in anagrafe.' });

      const { practice: seen } = await as(practice.operator).ask(PracticeDocument, { id: practice.id });
      expect(seen?.messages.nodes.map(({ id }) => id)).to.deep.equal([addNote.message.id]);
      expect(await countRows()).to.deep.equal({ ...rows, messages: Number(rows.messages) + 1 });
      expect(await practiceRow(practice.id), 'nothing of the practice moves').to.deep.equal(row);
    });
  }

  it('refuses one on a draft, which no operator can see', async () => {
    const { id: practiceId, operator } = await buildPractice({ status: DRAFT });
    const refusal = await as(operator).refused(AddNoteDocument, { input: { practiceId, body: 'Nota' } });
    expect(refusal.code).to.equal('NOT_FOUND');
  });

  for (const filedWith of ['CIE', 'PASSWORD'] as Means[]) {
    it(`takes one on a practice filed with ${filedWith}`, async () => {
      const practice = await buildPractice({ filedWith });
      const { practice: seen } = await as(practice.operator).ask(PracticeDocument, { id: practice.id });
      expect(seen?.messaging).to.deep.include({ canSend: false, canAddNote: true });
      expect(await note(practice.operator, practice.id)).to.be.a('string');
    });
  }

  it('needs no confirmation, has no notification and is read by nobody', async () => {
    const practice = await buildPractice();
    await note(practice.operator, practice.id);
    const { practice: seen } = await as(practice.operator).ask(PracticeDocument, { id: practice.id });
    expect(seen?.messages.nodes[0]).to.deep.include({ notification: null, readAt: null, inReplyTo: null });
  });

  it('may answer a message or another note of the same practice', async () => {
    const { id: practiceId, operator, applicant } = await buildPractice();
    for (const inReplyToId of [await send(applicant, practiceId), await note(operator, practiceId)]) {
      await as(operator).ask(AddNoteDocument, { input: { practiceId, body: 'Si veda', inReplyToId } });
      const { practice } = await as(operator).ask(PracticeDocument, { id: practiceId, last: 1 });
      expect(practice?.messages.nodes[0]?.inReplyTo?.id).to.equal(inReplyToId);
    }
  });

  it('shows its author to colleagues by name', async () => {
    const service = (await buildPractice()).service;
    const author = await buildStaff({ services: [service], givenName: 'Marta', familyName: 'Nominata' });
    const practice = await buildPractice({ service });
    await note(author, practice.id);
    const { practice: seen } = await as(practice.operator).ask(PracticeDocument, { id: practice.id });
    expect(seen?.messages.nodes[0]?.author).to.deep.equal({ role: 'OPERATOR', displayName: 'Marta Nominata' });
  });
});
