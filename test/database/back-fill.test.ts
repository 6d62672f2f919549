import { expect } from 'chai';
import { fillTown } from '../support/fill-town.js';
import { type ScratchDatabase, scratchDatabase } from '../support/scratch-database.js';

describe('the migration of words and counts', () => {
  let database: ScratchDatabase;
  before(async () => {
    database = await scratchDatabase();
  });
  after(() => database.drop());

  it('puts down for whoever and whatever is there what the service would have', async () => {
    const { dataSource } = database;
    await dataSource.runMigrations();
    await fillTown(dataSource, { practices: 120, citizens: 40, operators: 4, services: 12, groups: 2 });
    const kept = async () => ({
      words: await dataSource.query('SELECT * FROM user_words ORDER BY userId, place, word'),
      counts: await dataSource.query('SELECT * FROM practice_counts ORDER BY serviceId'),
    });
    const before = await kept();
    expect(before.words).not.to.be.empty;
    expect(before.counts).to.have.length(12);

    const { name } = dataSource.migrations.find((each) => each.name?.startsWith('WordsAndCounts')) ?? {};
    const isThere = async () => {
      const [{ found }] = await dataSource.query('SELECT COUNT(*) AS found FROM migrations WHERE name = ?', [name]);
      return Number(found) > 0;
    };
    while (await isThere()) await dataSource.undoLastMigration();
    await dataSource.runMigrations();
    expect(await kept()).to.deep.equal(before);
  });
});
