import { expect } from 'chai';
import { OutboxDocument, type OutboxQuery } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildPractice, buildStaff, type Person, send } from '../support/build.js';
import { withWebhooks } from '../support/installation.js';
import { delivered, refuseMailTo } from '../support/mails.js';

type Entry = OutboxQuery['outbox']['nodes'][number];

/** The newest entries about a practice, as an administrator sees them. */
async function entriesOf(administrator: Person, practiceId: string, state: Entry['state'] | null = null) {
  const english = as(administrator, { 'accept-language': 'en' });
  const { outbox } = await english.ask(OutboxDocument, { state, first: 100 });
  return outbox.nodes.filter((entry) => entry.practiceId === practiceId);
}

describe('seeing what goes out', () => {
  withWebhooks();
  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });
  afterEach(() => {
    app().smtp.behaviour = {};
  });

  it('shows mails and events with their state, newest first, and nothing of what they say', async () => {
    const practice = await buildPractice();
    const messageId = await send(practice.operator, practice.id, 'Un testo riservato');
    await delivered();
    await app().service.parts.webhookWorker?.drained();
    const entries = await entriesOf(administrator, practice.id);
    expect(entries.map(({ channel, kind }) => `${channel} ${kind}`).sort()).to.deep.equal([
      'MAIL message',
      'MAIL practice.registered',
      'MAIL practice.takenInCharge',
      'WEBHOOK message.sent',
      'WEBHOOK practice.status_changed',
      'WEBHOOK practice.status_changed',
      'WEBHOOK practice.status_changed',
    ]);
    expect(entries.map(({ id }) => id)).to.deep.equal(
      entries
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const mail = entries.find(({ kind }) => kind === 'message');
    expect(mail).to.include({ messageId, recipient: practice.applicant.email, state: 'SENT', attempts: 1 });
    expect(mail).to.include({ lastError: null, nextAttemptAt: null });
    expect(Date.parse(String(mail?.sentAt))).to.be.at.least(Date.parse(String(mail?.createdAt)));
    expect(entries.find(({ channel }) => channel === 'WEBHOOK')).to.include({ recipient: null, state: 'SENT' });
    expect(JSON.stringify(entries)).not.to.include('riservato');
  });

  it('shows what failed, and why, and what waits, and until when', async () => {
    const practice = await buildPractice();
    await delivered();
    refuseMailTo(practice.applicant);
    await send(practice.operator, practice.id);
    await delivered();
    const [failed] = await entriesOf(administrator, practice.id, 'FAILED');
    expect(failed).to.include({
      kind: 'message',
      attempts: 1,
      sentAt: null,
      nextAttemptAt: null,
      lastError: 'The mail server refused the message: the mailbox does not exist (550 5.1.1).',
    });
    app().smtp.behaviour = { onRcpt: () => '451 4.7.1 Later' };
    await send(practice.operator, practice.id);
    await delivered();
    const waiting = await entriesOf(administrator, practice.id, 'QUEUED');
    expect(waiting.map(({ kind, channel }) => `${channel} ${kind}`)).to.include('MAIL message');
    expect(waiting.every(({ nextAttemptAt }) => nextAttemptAt !== null)).to.equal(true);
  });

  it('is read in pages without gaps and doubles, both channels in one order', async () => {
    const all: string[] = [];
    let after: string | null = null;
    let total = 0;
    do {
      const { outbox }: OutboxQuery = await as(administrator).ask(OutboxDocument, { first: 7, after });
      all.push(...outbox.nodes.map(({ id }) => id));
      total = outbox.totalCount;
      after = outbox.pageInfo.hasNextPage ? (outbox.pageInfo.endCursor ?? null) : null;
    } while (after && all.length < 500);
    expect(all).to.deep.equal([...new Set(all)].sort().reverse());
    if (!after) expect(all).to.have.length(total);
    const refusal = await as(administrator).refused(OutboxDocument, { first: 101 });
    expect(refusal.code).to.equal('BAD_USER_INPUT');
  });

  it('is for administrators', async () => {
    for (const who of [await buildCitizen(), await buildStaff()]) {
      expect((await as(who).refused(OutboxDocument)).code).to.equal('FORBIDDEN');
    }
    expect((await as(null).refused(OutboxDocument)).code).to.equal('UNAUTHENTICATED');
  });
});
