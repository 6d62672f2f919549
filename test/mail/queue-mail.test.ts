import { expect } from 'chai';
import type { Database } from '../../src/database/database.js';
import { queueMail } from '../../src/mail/queue-mail.js';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';
import { type MailDatabase, openMailDatabase } from './mail-database.js';
import { mailTo, queue, stored } from './mails.js';

/** Counts from now on how often a commit announced a mail. */
function countAnnounced(database: Database): () => number {
  let count = 0;
  database.events.on('mail queued', () => {
    count += 1;
  });
  return () => count;
}

describe('queueing a mail', () => {
  let at: MailDatabase;
  before(async () => {
    at = await openMailDatabase();
  });
  beforeEach(async () => {
    at.database.events.removeAllListeners();
    await at.empty();
  });
  after(() => at.close());

  it('stores it with what it tells, due at once', async () => {
    await queue(at.database, [mailTo('anna@example.org')]);
    const [mail] = await at.database.rows<Record<string, unknown>>('SELECT * FROM mails');
    expect(mail).to.include({
      kind: 'message-to-citizen',
      name: 'Anna Bianchi',
      address: 'anna@example.org',
      locale: 'it',
      subject: 'Pratica 2026/0000123: nuovo messaggio',
      state: DeliveryState.QUEUED,
      attempts: 0,
      lease: null,
      lastError: null,
      sentAt: null,
    });
    expect(mail?.nextAttemptAt).to.deep.equal(mail?.createdAt);
  });

  it('is announced after the commit, when the mail is there to be seen', async () => {
    const seen: Promise<unknown[]>[] = [];
    at.database.events.once('mail queued', () => seen.push(stored(at.database)));
    await at.database.transaction(async (tx) => {
      await queueMail(tx, mailTo('anna@example.org'));
      expect(seen).to.be.empty;
    });
    expect(await Promise.all(seen)).to.have.length(1);
    expect(await seen[0]).to.have.length(1);
  });

  it('stores and announces nothing when the transaction rolls back', async () => {
    const announced = countAnnounced(at.database);
    const work = at.database.transaction(async (tx) => {
      await queueMail(tx, mailTo('anna@example.org'));
      throw new Error('no');
    });
    expect(await work.catch((error: Error) => error.message)).to.equal('no');
    expect(announced()).to.equal(0);
    expect(await stored(at.database)).to.be.empty;
  });

  it('R11 has failed already without an address, or with one that no single mail can go to', async () => {
    const announced = countAnnounced(at.database);
    const addresses = [
      null,
      '  ',
      'a@example.org, b@example.org',
      'a@example.org\r\nBcc: b@example.org',
      '<a@example.org>',
    ];
    await queue(
      at.database,
      addresses.map((address) => mailTo(address)),
    );
    const mails = await stored(at.database);
    expect(mails.map(({ state, address, attempts }) => [state, address, attempts])).to.deep.equal(
      addresses.map(() => [DeliveryState.FAILED, null, 0]),
    );
    const [none, blank, ...wrong] = mails.map(({ lastError }) => lastError);
    expect([none, blank]).to.deep.equal(['NO_ADDRESS', 'NO_ADDRESS']);
    expect(wrong).to.deep.equal(['WRONG_ADDRESS', 'WRONG_ADDRESS', 'WRONG_ADDRESS']);
    expect(announced()).to.equal(0);
  });

  it('keeps a name on one line and in its column', async () => {
    const name = `Anna\r\nBcc: b@example.org ${'x'.repeat(300)}`;
    await queue(at.database, [mailTo(null, { recipient: { name, address: null, locale: 'it' } })]);
    const [mail] = await at.database.rows<{ name: string }>('SELECT name FROM mails');
    expect(mail?.name).to.have.length(255);
    expect(mail?.name).to.match(/^Anna Bcc: b@example.org x+…$/);
  });
});
