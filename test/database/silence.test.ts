import { expect } from 'chai';
import { openDataSource } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { app } from '../support/app.js';
import { type NetworkProxy, startProxy } from '../support/proxy.js';
import { refusal } from '../support/refusal.js';
import { isEmbedded } from '../support/scratch-database.js';

/** Less than the service has, so that the tests need not wait as long, and enough for a machine that has other work. */
const PATIENCE = { connection: 8_000, answer: 2_000, readiness: 1_000 };

/** More than one process has connections. */
const MANY = 20;

describe('a database server that goes silent', function () {
  this.timeout(60_000);

  let proxy: NetworkProxy;
  let database: Database;

  before(function () {
    if (isEmbedded()) this.skip();
  });
  beforeEach(async () => {
    const { settings, clock } = app();
    proxy = await startProxy(settings.databaseUrl);
    database = new Database(await openDataSource(proxy.url), { clock: clock.now, settings }, PATIENCE);
    await database.open();
    await Promise.all(Array.from({ length: MANY }, one));
  });
  afterEach(async () => {
    await proxy?.close();
    await database?.close();
  });

  const one = async () => (await database.rows<{ one: number }>('SELECT 1 AS one'))[0]?.one;

  it('fails what runs and what waits for a connection, soon, and serves again when the network is back', async () => {
    proxy.silence();
    const began = Date.now();
    const outcomes = await Promise.allSettled(Array.from({ length: MANY }, one));
    expect(outcomes.filter(({ status }) => status === 'rejected')).to.have.length(MANY);
    expect(Date.now() - began).to.be.below(2 * (PATIENCE.connection + PATIENCE.answer));

    proxy.mend();
    expect(await Promise.all(Array.from({ length: MANY }, one))).to.deep.equal(Array(MANY).fill(1));
  });

  it('is told by the readiness', async () => {
    proxy.silence();
    await refusal(database.assertReady(), Error);
    proxy.mend();
    await Promise.allSettled(Array.from({ length: MANY }, one));
    await database.assertReady();
  });

  it('ends a transaction, of which nothing is stored', async () => {
    const { service } = app();
    const series = `S${Date.now()}`;
    const failed = database.transaction(async (tx) => {
      await tx.manager.query('INSERT INTO registry_counters (series, year, last) VALUES (?, 2026, 1)', [series]);
      proxy.silence();
      await tx.manager.query('UPDATE registry_counters SET last = 2 WHERE series = ?', [series]);
    });
    await refusal(failed, Error);
    const sql = 'SELECT last FROM registry_counters WHERE series = ?';
    expect(await service.parts.database.rows(sql, [series])).to.deep.equal([]);
  });

  it('is told apart from a statement that takes its time, and one that takes too long spoils no connection', async () => {
    await database.rows('SELECT SLEEP(0.4)');
    await refusal(database.rows('SELECT SLEEP(4)'), Error);
    expect(await Promise.all(Array.from({ length: MANY }, one))).to.deep.equal(Array(MANY).fill(1));
  });

  it('is told apart from a lock, which is waited for longer', async () => {
    const [row] = await database.rows<{ wait: string }>('SELECT @@innodb_lock_wait_timeout AS wait');
    expect(Number(row?.wait)).to.equal(10);
  });
});
