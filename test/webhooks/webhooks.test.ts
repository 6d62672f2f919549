import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  ApprovePracticeDocument,
  PrepareMessageDocument,
  SendMessageDocument,
  UpdatePracticeDocument,
} from '../generated/operations.js';
import { app, WEBHOOK_SECRET } from '../support/app.js';
import { as } from '../support/as.js';
import { buildPractice, note, send } from '../support/build.js';
import { withWebhooks } from '../support/installation.js';
import { letPass } from '../support/time.js';
import { accept, type ReceivedEvent, startWebhookReceiver } from '../support/webhooks.js';

const settled = () => app().service.parts.webhookWorker?.drained();

const told = async (practiceId: string): Promise<ReceivedEvent[]> => {
  await settled();
  return app().webhooks.of(practiceId);
};

/** Where the events of a practice stand. */
const rows = (practiceId: string) =>
  app().service.parts.database.rows<{ state: string; attempts: number; lastError: string | null }>(
    'SELECT state, attempts, lastError FROM webhook_deliveries WHERE practiceId = ? ORDER BY id',
    [practiceId],
  );

describe('telling another system', () => {
  withWebhooks();
  afterEach(async () => {
    app().webhooks.reply = accept;
    app().webhooks.cut();
    await letPass(3_600_000);
    await settled();
    app().clock.reset();
  });

  it('tells every change of status, with ids, statuses and the protocol number', async () => {
    const practice = await buildPractice();
    await as(practice.operator).ask(ApprovePracticeDocument, { input: { practiceId: practice.id } });
    const events = await told(practice.id);
    expect(new Set(events.map(({ type }) => type))).to.deep.equal(new Set(['practice.status_changed']));
    const moves = events.map(({ data }) => `${data.from} ${data.to}`).sort();
    expect(moves).to.deep.equal([
      'DRAFT SUBMITTED',
      'REGISTERED UNDER_REVIEW',
      'SUBMITTED REGISTERED',
      'UNDER_REVIEW APPROVED',
    ]);
    const approved = events.find(({ data }) => data.to === 'APPROVED');
    expect(approved?.data).to.have.all.keys('practiceId', 'serviceId', 'protocolNumber', 'from', 'to');
    expect(approved?.data.protocolNumber).to.match(/^\d{4}\/\d{7}$/);
    expect(approved?.data.serviceId).to.equal(practice.service.id);
  });

  it('tells of messages which party wrote them, once for each, and nothing of what anybody said or is called', async () => {
    const practice = await buildPractice();
    const message = await send(practice.operator, practice.id, 'Un testo riservato');
    const { prepareMessage } = await as(practice.applicant).ask(PrepareMessageDocument, {
      input: { practiceId: practice.id, body: 'Un altro testo riservato' },
    });
    const { confirmationToken } = prepareMessage.draft;
    for (let times = 0; times < 2; times += 1) {
      await as(practice.applicant).ask(SendMessageDocument, { input: { confirmationToken } });
    }
    const events = (await told(practice.id)).filter(({ type }) => type === 'message.sent');
    expect(events.map(({ data }) => data.authorRole).sort()).to.deep.equal(['CITIZEN', 'OPERATOR']);
    expect(events.find(({ data }) => data.authorRole === 'OPERATOR')?.data).to.deep.equal({
      messageId: message,
      practiceId: practice.id,
      authorRole: 'OPERATOR',
    });
    const everything = JSON.stringify(app().webhooks.of(practice.id));
    for (const secret of ['riservato', 'Ferri', 'Operatore', practice.applicant.email, practice.applicant.fiscalCode]) {
      expect(everything).not.to.include(secret);
    }
  });

  it('R2 tells nothing of a note, nor of a draft', async () => {
    const practice = await buildPractice();
    const before = (await told(practice.id)).length;
    await note(practice.operator, practice.id);
    expect(await told(practice.id)).to.have.length(before);
    const draft = await buildPractice({ status: PracticeStatus.DRAFT });
    await as(draft.applicant).ask(UpdatePracticeDocument, { input: { practiceId: draft.id, data: { a: 1 } } });
    expect(await told(draft.id)).to.be.empty;
  });

  it('signs the time of the try and the body, and names the event', async () => {
    const practice = await buildPractice({ status: PracticeStatus.REGISTERED });
    const [event] = await told(practice.id);
    const [, time = '', signature = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(event?.headers['stanza-signature'])) ?? [];
    const expected = createHmac('sha256', WEBHOOK_SECRET).update(`${time}.${event?.body}`).digest('hex');
    expect(signature).to.equal(expected);
    expect(Math.abs(Number(time) * 1_000 - Date.now())).to.be.below(60_000);
    expect(event?.headers['stanza-event-id']).to.equal(event?.id);
    expect(event?.headers['stanza-event']).to.equal('practice.status_changed');
    expect(event?.headers['content-type']).to.equal('application/json');
  });

  it('tries again what was not accepted, with the same id and body and a signature of its own', async () => {
    const replies = ['cut', { status: 503 }, { status: 404 }] as const;
    let tries = 0;
    app().webhooks.reply = ({ data }) => (data.to === 'SUBMITTED' ? (replies[tries++] ?? accept()) : accept());
    const practice = await buildPractice({ status: PracticeStatus.REGISTERED });
    const submitted = async () => (await told(practice.id)).filter(({ data }) => data.to === 'SUBMITTED');
    for (const count of [1, 2, 3, 4, 4]) {
      expect(await submitted()).to.have.length(count);
      await letPass(3_600_000);
    }
    const events = await submitted();
    expect(new Set(events.map(({ id, body }) => id + body))).to.have.property('size', 1);
    expect(new Set(events.map(({ headers }) => headers['stanza-signature']))).to.have.property('size', 4);
    expect((await rows(practice.id))[0]).to.include({ state: 'SENT', attempts: 3, lastError: null });
  });

  it('follows no redirect', async () => {
    const elsewhere = await startWebhookReceiver();
    try {
      app().webhooks.reply = () => ({ status: 307, location: elsewhere.url });
      const practice = await buildPractice({ status: PracticeStatus.REGISTERED });
      await settled();
      expect(elsewhere.events).to.be.empty;
      expect((await rows(practice.id))[0]).to.include({ state: 'QUEUED', attempts: 1, lastError: 'REDIRECTED 307' });
    } finally {
      await elsewhere.stop();
    }
  });

  it('ends when the other system wants no more', async () => {
    app().webhooks.reply = () => ({ status: 410 });
    const practice = await buildPractice({ status: PracticeStatus.REGISTERED });
    await settled();
    expect(await rows(practice.id)).to.deep.equal([
      { state: 'FAILED', attempts: 1, lastError: 'GONE 410' },
      { state: 'FAILED', attempts: 1, lastError: 'GONE 410' },
    ]);
  });

  it('holds up no mail when it hangs', async () => {
    app().webhooks.reply = () => 'hang';
    const practice = await buildPractice();
    await send(practice.operator, practice.id);
    await app().service.parts.mailWorker.drained();
    expect(app().smtp.mails.some(({ envelope }) => envelope.to.includes(practice.applicant.email))).to.equal(true);
  });
});
