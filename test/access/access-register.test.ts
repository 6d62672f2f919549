import { expect } from 'chai';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildPractice, buildStaff, note } from '../support/build.js';

interface Entry {
  kind: string;
  operation: string | null;
  by: { displayName: string; profile: { id: string } | null };
}

const LOG = `query ($id: ID!) { accessLog(practiceId: $id) { totalCount nodes { kind operation by { displayName profile { id } } } } }`;
const OPEN = 'query ($id: ID!) { practice(id: $id) { data } }';

const registerOf = async (practiceId: string): Promise<Entry[]> => {
  const administrator = await buildAdministrator();
  const { accessLog } = await as(administrator).ask<{ accessLog: { nodes: Entry[] } }, unknown>(LOG, {
    id: practiceId,
  });
  return accessLog.nodes;
};

describe('the access register', () => {
  it('has a row for whoever of the staff opens a practice, one in a quarter of an hour', async () => {
    const { id, operator } = await buildPractice();
    await as(operator).ask(OPEN, { id });
    await as(operator).ask(OPEN, { id });
    const read = (await registerOf(id)).filter(({ kind }) => kind === 'READ');
    expect(read).to.deep.equal([
      {
        kind: 'READ',
        operation: 'practice',
        by: { displayName: read[0]?.by.displayName, profile: { id: operator.id } },
      },
    ]);
    app().clock.advance(15 * 60 * 1_000);
    await as(operator).ask(OPEN, { id });
    expect((await registerOf(id)).filter(({ kind }) => kind === 'READ')).to.have.length(2);
    app().clock.reset();
  });

  it('has a row for a practice that is opened through a list or a message, and none for one that is only listed', async () => {
    const { id, operator, service } = await buildPractice();
    const list = (fields: string) => `{ practices(filter: { serviceId: ["${service.id}"] }) { nodes { ${fields} } } }`;
    await as(operator).ask(list('protocolNumber status'));
    expect((await registerOf(id)).filter(({ kind }) => kind === 'READ')).to.be.empty;
    await as(operator).ask(list('messages { totalCount }'));
    expect((await registerOf(id)).map(({ kind, operation }) => ({ kind, operation }))).to.deep.include({
      kind: 'READ',
      operation: 'practices',
    });

    const colleague = await buildStaff({ services: [service] });
    const noteId = await note(operator, id);
    await as(colleague).ask('query ($id: ID!) { message(id: $id) { body } }', { id: noteId });
    expect((await registerOf(id)).some(({ by, kind }) => kind === 'READ' && by.profile?.id === colleague.id)).to.equal(
      true,
    );
  });

  it('has a row for a change, and one for a try that was refused', async () => {
    const { id, operator } = await buildPractice();
    const stranger = await buildStaff();
    await as(stranger).answer(OPEN, { id });
    const approve = 'mutation ($id: ID!) { approvePractice(input: { practiceId: $id }) { practice { id } } }';
    await as(stranger).refused(approve, { id });
    const rows = (await registerOf(id)).map(({ kind, by }) => [kind, by.profile?.id]);
    expect(rows).to.deep.include(['CHANGE', operator.id]);
    expect(rows.filter(([kind]) => kind === 'REFUSED')).to.deep.equal([['REFUSED', stranger.id]]);
  });

  it('tells the applicant when the municipality opened the practice, without names, and nothing of notes (R2, R14)', async () => {
    const { id, applicant, operator } = await buildPractice();
    const ask = () =>
      as(applicant).ask<{ practice: { accessLog: { totalCount: number; nodes: Entry[] } } }, unknown>(
        'query ($id: ID!) { practice(id: $id) { accessLog { totalCount nodes { kind operation by { displayName profile { id } } } } } }',
        { id },
      );
    await note(operator, id);
    expect((await ask()).practice.accessLog).to.deep.equal({ totalCount: 0, nodes: [] });
    await as(operator).ask(OPEN, { id });
    expect((await ask()).practice.accessLog).to.deep.equal({
      totalCount: 1,
      nodes: [{ kind: 'READ', operation: null, by: { displayName: 'Comune di Prova', profile: null } }],
    });
  });

  it('gives no answer that it could not register', async () => {
    const { id, operator } = await buildPractice();
    const { database } = app().service.parts;
    const transaction = database.transaction;
    database.transaction = () => Promise.reject(new Error('The register cannot be written'));
    try {
      const answer = await as(operator).answer<{ practice: unknown }, unknown>(OPEN, { id });
      expect(answer.data?.practice ?? null).to.equal(null);
      expect(answer.errors?.[0]?.extensions.code).to.equal('INTERNAL_SERVER_ERROR');
    } finally {
      database.transaction = transaction;
    }
  });
});
