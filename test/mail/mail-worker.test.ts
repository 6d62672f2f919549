import { expect } from 'chai';
import type { Database } from '../../src/database/database.js';
import { Mail } from '../../src/mail/mail.entity.js';
import { mailChannel } from '../../src/mail/mail-channel.js';
import { smtpTransport } from '../../src/mail/mail-transport.js';
import { queueMail } from '../../src/mail/queue-mail.js';
import type { OnFailed } from '../../src/outbox/channel.js';
import { claim } from '../../src/outbox/claim.js';
import { finish } from '../../src/outbox/finish.js';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';
import { OutboxWorker } from '../../src/outbox/outbox-worker.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { type MailDatabase, ON_SERVER, openMailDatabase } from './mail-database.js';
import { countOf, mailTo, queue, SENDER, stored, testLog } from './mails.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MAILS = { entity: Mail, table: 'mails' };
const { QUEUED, SENT, FAILED } = DeliveryState;

describe('delivering mails', function () {
  this.timeout(20_000);
  let at: MailDatabase;
  let smtp: TestSmtp;
  let log: ReturnType<typeof testLog>;
  const workers: OutboxWorker<Mail>[] = [];

  function worker({ url = smtp.url, database = at.database, onFailed = undefined as OnFailed<Mail> | undefined } = {}) {
    const channel = mailChannel(smtpTransport(url, SENDER), onFailed);
    const made = new OutboxWorker({ database, clock: at.clock.now, log, channel });
    database.events.on('mail queued', () => made.wake());
    workers.push(made);
    made.start();
    return made;
  }

  before(async () => {
    at = await openMailDatabase();
    smtp = await startSmtp();
  });
  beforeEach(async () => {
    log = testLog();
    smtp.clear();
    at.database.events.removeAllListeners();
    await at.empty();
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((each) => each.stop()));
  });
  after(async () => {
    await smtp.stop();
    await at.close();
  });

  it('delivers a mail as soon as it is committed', async () => {
    const awake = worker();
    await awake.drained();
    await at.database.transaction((tx) => queueMail(tx, mailTo('anna@example.org')));
    const [mail] = await smtp.received(1);
    expect(mail?.envelope).to.deep.equal({ from: 'no-reply@bugliano.example', to: ['anna@example.org'] });
    await awake.drained();
    const [row] = await at.database.rows<Record<string, unknown>>('SELECT * FROM mails');
    expect(row).to.include({ state: SENT, attempts: 1, lease: null, leaseUntil: null, lastError: null });
    expect(row?.sentAt).to.not.equal(null);
  });

  it('delivers what an earlier process left', async () => {
    await queue(at.database, [mailTo('anna@example.org'), mailTo('bruno@example.org')]);
    await worker().drained();
    expect(smtp.mails.flatMap(({ envelope }) => envelope.to)).to.have.members([
      'anna@example.org',
      'bruno@example.org',
    ]);
  });

  it('tries again after a 4xx, with the same Message-ID, and counts the answers', async () => {
    const answers = ['451 4.7.1 Later', '452 4.2.2 Full'];
    smtp.behaviour = { onRcpt: () => answers.shift(), onData: () => (smtp.refused.length === 0 ? 'cut' : undefined) };
    await queue(at.database, [mailTo('anna@example.org')]);
    const awake = worker();
    await awake.drained();
    expect((await stored(at.database))[0]).to.include({
      state: QUEUED,
      attempts: 1,
      lastError: 'DEFERRED 451 4.7.1',
    });
    for (const expected of [2, 2, 3]) {
      at.clock.advance(HOUR);
      await awake.drained();
      expect((await stored(at.database))[0]?.attempts).to.equal(expected);
    }
    expect((await stored(at.database))[0]).to.include({ state: SENT, lastError: null });
    expect(smtp.recipients).to.have.length(4);
    expect(smtp.mails[0]?.id).to.equal(smtp.refused[0]?.id);
  });

  it('does not try before its time', async () => {
    smtp.behaviour = { onRcpt: () => '451 Later' };
    await queue(at.database, [mailTo('anna@example.org')]);
    const awake = worker();
    await awake.drained();
    await awake.drained();
    expect(smtp.recipients).to.have.length(1);
  });

  it('ends at once with a 5xx, and tells in the same transaction', async () => {
    smtp.behaviour = { onRcpt: () => '550 5.1.1 <anna@example.org> does not live here' };
    await queue(at.database, [mailTo('anna@example.org')]);
    const told: unknown[] = [];
    const awake = worker({
      onFailed: async (tx, mail) => {
        told.push([mail.state, mail.lastError, mail.attempts]);
        await queueMail(tx, mailTo('operatore@example.org', { kind: 'delivery-failed' }));
        smtp.behaviour = {};
      },
    });
    await awake.drained();
    expect(told).to.deep.equal([[FAILED, 'REFUSED 550 5.1.1', 1]]);
    const [failed, notice] = await stored(at.database);
    expect(failed).to.include({ state: FAILED, attempts: 1, lastError: 'REFUSED 550 5.1.1' });
    expect(notice).to.include({ state: SENT, address: 'operatore@example.org' });
  });

  it('gives up after 48 hours, and not before', async () => {
    smtp.behaviour = { onRcpt: () => '451 Later' };
    await queue(at.database, [mailTo('anna@example.org')]);
    const awake = worker();
    for (let hour = 0; hour < 48; hour += 1) {
      await awake.drained();
      expect(await countOf(at.database, QUEUED), `after ${hour} hours`).to.equal(1);
      at.clock.advance(HOUR);
    }
    await awake.drained();
    const [mail] = await stored(at.database);
    expect(mail).to.include({ state: FAILED, lastError: 'GIVEN_UP DEFERRED 451' });
    expect(mail?.attempts).to.equal(smtp.recipients.length);
  });

  it('keeps the mails of a server that refuses connections, and of one that never greets', async () => {
    const closed = await startSmtp();
    await closed.stop();
    await queue(at.database, [mailTo('anna@example.org')]);
    const refused = worker({ url: closed.url });
    await refused.drained();
    expect((await stored(at.database))[0]).to.include({ state: QUEUED, attempts: 0, lastError: 'UNREACHED' });
    await refused.stop();
    at.clock.advance(MINUTE);
    smtp.behaviour = { onConnect: () => 'hang' };
    const silent = worker({ url: `${smtp.url}?greetingTimeout=200` });
    await silent.drained();
    expect((await stored(at.database))[0]).to.include({ state: QUEUED, attempts: 0, lastError: 'TIMED_OUT' });
  });

  it('lets no mail that hangs hold up the others', async () => {
    smtp.behaviour = { onRcpt: (address) => (address.startsWith('hang') ? 'hang' : undefined) };
    await queue(at.database, [
      mailTo('hang@example.org'),
      ...Array.from({ length: 9 }, (_, i) => mailTo(`n${i}@example.org`)),
    ]);
    worker();
    await smtp.received(9);
    expect(smtp.mails.map(({ envelope }) => envelope.to[0])).to.not.include('hang@example.org');
    expect(await countOf(at.database, QUEUED)).to.be.at.least(1);
    smtp.cut();
  });

  it('stops within its bound, and leaves what it could not deliver to the next', async () => {
    smtp.behaviour = { onRcpt: () => 'hang' };
    await queue(
      at.database,
      Array.from({ length: 6 }, (_, i) => mailTo(`n${i}@example.org`)),
    );
    const first = worker();
    await smtp.tried(4);
    const start = performance.now();
    await first.stop();
    expect(performance.now() - start).to.be.below(7_000);
    expect(await countOf(at.database, QUEUED)).to.equal(6);
    smtp.clear();
    await worker().drained();
    expect(await countOf(at.database, SENT)).to.equal(6);
    expect(new Set(smtp.mails.map(({ id }) => id))).to.have.property('size', 6);
  });

  it('takes over the mail of a killed worker when its lease ends, and lets nobody else end it', async () => {
    await queue(at.database, [mailTo('anna@example.org')]);
    const [taken] = await claim(at.database, MAILS, 4);
    if (!taken) throw new Error('Nothing was claimed');
    const awake = worker();
    await awake.drained();
    at.clock.advance(MINUTE);
    await awake.drained();
    expect(smtp.recipients).to.be.empty;
    at.clock.advance(MINUTE);
    await awake.drained();
    expect(smtp.mails).to.have.length(1);
    expect(await finish(at.database, MAILS, taken, { final: true, answered: true, lastError: 'REFUSED 550' })).to.equal(
      null,
    );
    expect((await stored(at.database))[0]).to.include({ state: SENT, attempts: 1, lastError: null });
  });

  it('never sends a mail twice, however many workers there are', async () => {
    const addresses = Array.from({ length: 200 }, (_, i) => `n${i}@example.org`);
    await queue(
      at.database,
      addresses.map((address) => mailTo(address)),
    );
    const databases: Database[] = [at.database, await at.another(), await at.another()];
    const all = databases.map((database) => worker({ database }));
    await smtp.received(200);
    await Promise.all(all.map((each) => each.drained()));
    expect(smtp.mails.flatMap(({ envelope }) => envelope.to).sort()).to.deep.equal([...addresses].sort());
    expect(new Set(smtp.mails.map(({ id }) => id))).to.have.property('size', 200);
    expect(await countOf(at.database, SENT)).to.equal(200);
  });

  it('sends an address 20 mails about messages an hour, others at once, and loses none', async () => {
    const messages = Array.from({ length: 50 }, () => mailTo('anna@example.org'));
    const decision = mailTo('anna@example.org', { kind: 'decision-to-citizen' });
    await queue(at.database, [...messages, decision, mailTo('bruno@example.org')]);
    const both = [worker(), worker({ database: await at.another() })];
    // Two workers that meet at one address may both step back for some seconds: so look more than once.
    const settle = async () => {
      for (let round = 0; round < 6; round += 1) {
        for (const each of both) await each.drained();
        at.clock.advance(10_000);
      }
    };
    for (const expected of [21, 41, 51]) {
      await settle();
      const toAnna = smtp.mails.filter(({ envelope }) => envelope.to[0] === 'anna@example.org');
      expect(toAnna).to.have.length(expected);
      at.clock.advance(HOUR);
    }
    expect(await countOf(at.database, SENT)).to.equal(52);
    expect(await countOf(at.database, FAILED)).to.equal(0);
  });

  it('outlives a fault of the database', async () => {
    const rename = (from: string, to: string) =>
      at.database.transaction(async (tx) => void (await tx.manager.query(`ALTER TABLE ${from} RENAME TO ${to}`)));
    await queue(at.database, [mailTo('anna@example.org')]);
    await rename('mails', 'mails_away');
    const told = log.next('queue cannot be read');
    worker();
    await told;
    await rename('mails_away', 'mails');
    await smtp.received(1);
  });

  it('logs neither addresses nor what mails say', async () => {
    smtp.behaviour = {
      onRcpt: (address) => (address.startsWith('no') ? `550 5.1.1 <${address}> unknown` : undefined),
    };
    await queue(at.database, [mailTo('anna@example.org'), mailTo('nobody@example.org')]);
    await worker().drained();
    const lines = log.lines.join('\n');
    expect(lines).to.include('REFUSED 550 5.1.1').and.include('Delivered');
    for (const secret of ['example.org', 'Anna', 'Pratica', 'marca']) expect(lines).to.not.include(secret);
  });
});

(ON_SERVER ? describe : describe.skip)('claiming mails beside producers', () => {
  it('waits for no open transaction, and makes none wait', async () => {
    const at = await openMailDatabase();
    try {
      await at.database.transaction(async (tx) => {
        await queueMail(tx, mailTo('anna@example.org'));
        expect(await claim(at.database, MAILS, 4)).to.be.empty;
        await queue(at.database, [mailTo('bruno@example.org')]);
        expect((await claim(at.database, MAILS, 4)).map(({ address }) => address)).to.deep.equal(['bruno@example.org']);
        await queueMail(tx, mailTo('carla@example.org'));
      });
      expect((await claim(at.database, MAILS, 4)).map(({ address }) => address)).to.deep.equal([
        'anna@example.org',
        'carla@example.org',
      ]);
    } finally {
      await at.close();
    }
  });
});
