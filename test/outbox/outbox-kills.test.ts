import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';
import { type MailDatabase, ON_SERVER, openMailDatabase } from '../mail/mail-database.js';
import { mailTo, queue } from '../mail/mails.js';
import { testEnvironment } from '../support/app.js';
import { reportFigures } from '../support/figures.js';
import { type ReceivedMail, type SmtpAnswer, startSmtp, type TestSmtp } from '../support/smtp.js';
import type { OutboxProcess } from './outbox-process.js';

const setting = (name: string, fallback: number): number => Number(process.env[name] ?? fallback);

// The full run: TEST_FIGURES=1 OUTBOX_MAILS=400 OUTBOX_KILLS=20 node dist/test/run.js outbox-kills
const MAILS = setting('OUTBOX_MAILS', 40);
const KILLS = setting('OUTBOX_KILLS', 2);
/** How many connections the mail server refuses. */
const REFUSALS = Math.ceil(MAILS / 20);
/** Workers beside the one that is killed: on a server, where several processes share the database. */
const OTHERS = ON_SERVER ? 2 : 0;
const SPEED = 10;
const LIMIT = 60_000 + KILLS * 12_000;

/** How the mail server behaves: slow to greet and to answer, and every so often unwilling. */
class BadDay {
  connections = 0;
  recipients = 0;
  contents = 0;
  refusals = 0;
  deferrals = 0;
  cuts = 0;
  /** Told of every mail that has come whole, before it is answered. */
  onWhole: (mail: ReceivedMail) => Promise<void> = async () => undefined;

  async onConnect(): Promise<SmtpAnswer> {
    this.connections += 1;
    if (this.connections % 2 === 0 && this.refusals < REFUSALS) {
      this.refusals += 1;
      return this.refusals % 2 === 0 ? '421 4.3.2 Not now' : 'cut';
    }
    await delay(300);
    return undefined;
  }

  async onRcpt(): Promise<SmtpAnswer> {
    this.recipients += 1;
    await delay(500 + Math.random() * 1_000);
    if (this.recipients % 10 !== 0) return undefined;
    this.deferrals += 1;
    return '451 4.7.1 Later';
  }

  async onData(mail: ReceivedMail): Promise<SmtpAnswer> {
    this.contents += 1;
    if (this.contents % 50 === 25) {
      this.cuts += 1;
      return 'cut';
    }
    await this.onWhole(mail);
    return undefined;
  }
}

describe(`the outbox, while a worker is killed ${KILLS} times and ${OTHERS} others run`, function () {
  this.timeout(LIMIT);
  const children = new Set<ChildProcess>();
  const startedAt = Date.now();
  let at: MailDatabase;
  let smtp: TestSmtp;
  const day = new BadDay();

  /** Starts a worker in a process of its own, known to the mail server by a name. */
  async function startWorker(name: string): Promise<ChildProcess> {
    const addresses = { DATABASE_URL: at.url, SMTP_URL: `${smtp.url}?name=${name}`, OIDC_ISSUER: 'http://127.0.0.1' };
    const how: OutboxProcess = { environment: testEnvironment(addresses), startedAt, speed: SPEED };
    const child = fork(new URL('./outbox-process.js', import.meta.url), [JSON.stringify(how)]);
    children.add(child);
    await once(child, 'message');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (!children.has(child)) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    children.delete(child);
  }

  /** Kills it at the worst of moments: the server has the whole mail of it, and it will never learn so. */
  async function killBetween(child: ChildProcess, name: string): Promise<void> {
    await new Promise<void>((resolve) => {
      day.onWhole = async ({ client }) => {
        if (client !== name) return;
        day.onWhole = async () => undefined;
        await kill(child);
        resolve();
      };
    });
  }

  /** Queues mails at the present instant of the clock that all processes share. */
  async function queueNow(addresses: string[]): Promise<void> {
    at.clock.stopAt(new Date(startedAt + (Date.now() - startedAt) * SPEED));
    await queue(
      at.database,
      addresses.map((address) => mailTo(address)),
    );
  }

  const standing = async () => {
    const rows = await at.database.rows<{ state: string; leased: number; total: number }>(
      'SELECT state, lease IS NOT NULL AS leased, COUNT(*) AS total FROM mails GROUP BY state, lease IS NOT NULL',
    );
    return rows.map(({ state, leased, total }) => ({ state, leased: Boolean(leased), total: Number(total) }));
  };

  /**
   * Waits until all is sent. While nothing is being sent some time is skipped, of what the mails wait for their next try:
   * less than a lease, so that none ends early.
   */
  async function waitUntilFinished(): Promise<void> {
    for (let skipped = 0; ; await delay(300)) {
      const now = await standing();
      if (now.every(({ state, leased }) => state === DeliveryState.SENT && !leased)) return;
      if (now.some(({ leased }) => leased)) continue;
      skipped += 50_000;
      for (const child of children) child.send(skipped);
    }
  }

  before(async () => {
    at = await openMailDatabase();
    smtp = await startSmtp({
      onConnect: () => day.onConnect(),
      onRcpt: () => day.onRcpt(),
      onData: (mail) => day.onData(mail),
    });
  });
  after(async () => {
    for (const child of children) await kill(child);
    await smtp.stop();
    await at.close();
  });

  it('loses none, doubles at most one for each kill and with the same Message-ID, and leaves nothing stuck', async () => {
    const addresses = Array.from({ length: MAILS }, (_, i) => `n${i}@example.org`);
    await Promise.all(Array.from({ length: OTHERS }, (_, i) => startWorker(`other${i}.example`)));

    const waiting: number[] = [];
    for (let count = 0; count < KILLS; count += 1) {
      const share = (part: number) => Math.round((MAILS * part) / KILLS);
      const name = `victim${count}.example`;
      const child = await startWorker(name);
      await queueNow(addresses.slice(share(count), share(count + 1)));
      if (count % 3 === 1) await Promise.race([killBetween(child, name), delay(10_000)]);
      else await delay(500 + Math.random() * 1_500);
      await kill(child);
      waiting.push(share(count + 1) - new Set(smtp.mails.map(({ id }) => id)).size);
    }
    await startWorker('last.example');
    await waitUntilFinished();

    const byAddress = new Map<string, ReceivedMail[]>(addresses.map((address) => [address, []]));
    for (const mail of smtp.mails) byAddress.get(mail.envelope.to[0] ?? '')?.push(mail);
    const doubled = [...byAddress.values()].filter((mails) => mails.length > 1);
    const extra = smtp.mails.length - MAILS;
    reportFigures({
      mails: MAILS,
      workers: OTHERS + 1,
      kills: KILLS,
      seconds: Math.round((Date.now() - startedAt) / 1_000),
      'mails waiting at each kill': waiting.join(' '),
      'connections, of them refused': `${day.connections}, ${day.refusals}`,
      '451 answers': day.deferrals,
      'lines cut after DATA': day.cuts,
      lost: [...byAddress.values()].filter((mails) => mails.length === 0).length,
      doubles: extra,
      'kills that led to them': new Set(doubled.map(([first]) => first?.client)).size,
    });
    expect(await standing()).to.deep.equal([{ state: DeliveryState.SENT, leased: false, total: MAILS }]);
    for (const [address, mails] of byAddress) expect(mails, address).to.not.be.empty;
    for (const mails of doubled) {
      expect(new Set(mails.map(({ id }) => id))).to.have.property('size', 1);
    }
    // Each stands for a kill, and each kill for one at most.
    const killed = doubled.map(([first]) => first?.client);
    for (const client of killed) expect(client).to.match(/^victim/);
    expect(new Set(killed)).to.have.property('size', extra);
    expect(smtp.mails.every(({ id }) => id.endsWith('@prova.example>'))).to.equal(true);
  });
});
