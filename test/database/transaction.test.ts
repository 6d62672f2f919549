import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { isTakenKey } from '../../src/database/contention.js';
import { openDataSource } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import type { Transaction } from '../../src/database/transaction.js';
import { Service } from '../../src/services/service.entity.js';
import { app } from '../support/app.js';
import { buildService } from '../support/build.js';
import { gate } from '../support/gate.js';
import { refusal } from '../support/refusal.js';
import { isEmbedded, scratchDatabase } from '../support/scratch-database.js';

const database = () => app().service.parts.database;

const rename = (tx: Transaction, id: string, name: string) => tx.manager.update(Service, { id }, { name });

const nameOf = async (id: string): Promise<string | undefined> =>
  (await database().rows<{ name: string }>('SELECT name FROM services WHERE id = ?', [id]))[0]?.name;

describe('a transaction', () => {
  it('stores nothing and announces nothing when the work fails', async () => {
    const { id, name } = await buildService();
    let announced = 0;
    const count = () => {
      announced += 1;
    };
    database().events.on('mail queued', count);
    const failed = database().transaction(async (tx) => {
      await rename(tx, id, 'Altro');
      tx.announce('mail queued');
      throw new RangeError('on purpose');
    });
    await refusal(failed, RangeError);
    expect(await nameOf(id)).to.equal(name);
    expect(announced).to.equal(0);

    await database().transaction(async (tx) => tx.announce('mail queued'));
    expect(announced).to.equal(1);
    database().events.off('mail queued', count);
  });

  it('is not seen by reads before it commits', async () => {
    const { id, name } = await buildService();
    const written = gate();
    const looked = gate();
    const writing = database().transaction(async (tx) => {
      await rename(tx, id, 'Nuovo nome');
      written.open();
      await looked.passed;
    });
    await written.passed;
    expect(await nameOf(id)).to.equal(name);
    looked.open();
    await writing;
    expect(await nameOf(id)).to.equal('Nuovo nome');
  });

  it('keeps what it stored although one that began earlier rolls back later', async () => {
    const mine = await buildService();
    const theirs = await buildService();
    const begun = gate();
    const finish = gate();
    const failing = database().transaction(async (tx) => {
      await rename(tx, theirs.id, 'Mai salvato');
      begun.open();
      await finish.passed;
      throw new RangeError('on purpose');
    });
    await begun.passed;
    // On the embedded engine this one waits for its turn; on a server it commits first.
    const succeeding = database().transaction((tx) => rename(tx, mine.id, 'Salvato'));
    if (!isEmbedded()) await succeeding;
    finish.open();
    await refusal(failing, RangeError);
    await succeeding;
    expect(await nameOf(mine.id)).to.equal('Salvato');
    expect(await nameOf(theirs.id)).to.equal(theirs.name);
  });

  it('runs again, whole, when the database ends it because of a deadlock', async function () {
    if (isEmbedded()) return this.skip();
    const [a, b] = [await buildService(), await buildService()];
    const gates = [gate(), gate()] as const;
    const runs = [0, 0];
    const crossing = (which: 0 | 1, first: { id: string }, second: { id: string }) =>
      database().transaction(async (tx) => {
        runs[which] += 1;
        await rename(tx, first.id, `Primo di ${which}`);
        gates[which].open();
        await gates[1 - which]?.passed;
        await rename(tx, second.id, `Secondo di ${which}`);
      });
    await Promise.all([crossing(0, a, b), crossing(1, b, a)]);
    expect(runs.toSorted()).to.deep.equal([1, 2]);
    const winner = runs.indexOf(2);
    expect([await nameOf(a.id), await nameOf(b.id)]).to.have.members([`Primo di ${winner}`, `Secondo di ${winner}`]);
  });

  it('runs again when somebody else was first with a unique value, and then sees it', async () => {
    const slug = randomUUID();
    const both = gate();
    let arrived = 0;
    const attempt = () =>
      database().transaction(async (tx) => {
        if (await tx.manager.existsBy(Service, { slug })) return 'found';
        arrived += 1;
        if (arrived === 2 || isEmbedded()) both.open();
        await both.passed;
        await tx.insert(unpublished(tx, slug));
        return 'made';
      });
    expect((await Promise.all([attempt(), attempt()])).toSorted()).to.deep.equal(['found', 'made']);
  });

  it('waits for another process that is writing to the file', async function () {
    if (!isEmbedded()) return this.skip();
    const { settings, clock } = app();
    const file = await scratchDatabase();
    const shared = new Database(await openDataSource(file.url), { clock: clock.now, settings });
    await shared.open();
    await file.dataSource.query('BEGIN IMMEDIATE');
    let runs = 0;
    const waiting = shared.transaction(async (tx) => {
      runs += 1;
      await tx.insert(unpublished(tx, 'aspettato'));
    });
    const slugs = () => shared.rows('SELECT slug FROM services');
    for (let reads = 0; reads < 20; reads += 1) expect(await slugs(), 'reads go on meanwhile').to.deep.equal([]);
    await file.dataSource.query('COMMIT');
    await waiting;
    expect(runs).to.equal(1);
    expect(await slugs()).to.deep.equal([{ slug: 'aspettato' }]);
    await shared.close();
    await file.drop();
  });

  it('changes and removes nothing by a value that is left out, or by what is no column', async () => {
    const { slug } = await buildService();
    const leftOut = [{}, { id: undefined }, { slug, id: undefined }, { slug, group: null }];
    for (const where of leftOut) {
      await refusal(
        database().transaction((tx) => tx.remove(Service, where)),
        Error,
      );
      await refusal(
        database().transaction((tx) => tx.update(Service, where, { topic: 'altro' })),
        Error,
      );
    }
    expect(await database().rows('SELECT topic FROM services WHERE slug = ?', [slug])).to.have.length(1);
    expect(await database().rows("SELECT id FROM services WHERE topic = 'altro'")).to.deep.equal([]);
  });

  it('gives up after three races lost, with the error of the database', async () => {
    const { slug } = await buildService();
    let runs = 0;
    const error = await refusal(
      database().transaction(async (tx) => {
        runs += 1;
        await tx.insert(unpublished(tx, slug));
      }),
      Error,
    );
    expect(isTakenKey(error)).to.equal(true);
    expect(runs).to.equal(3);
  });
});

const unpublished = (tx: Transaction, slug: string): Service =>
  Object.assign(new Service(), {
    id: tx.newId(),
    slug,
    name: 'Prova',
    description: 'Prova',
    status: 'DRAFT',
    searchText: 'prova',
    sortName: 'prova',
    version: 0,
    createdAt: tx.now(),
    updatedAt: tx.now(),
  });
