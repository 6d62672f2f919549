import { expect } from 'chai';
import { Database } from '../../src/database/database.js';
import { app } from '../support/app.js';
import { isEmbedded, scratchDatabase } from '../support/scratch-database.js';

describe('prepared statements', () => {
  it('are given back to the server when there are ever new ones: it has so many for all of its clients', async function () {
    if (isEmbedded()) return this.skip();
    const { settings, clock } = app();
    const scratch = await scratchDatabase();
    const database = new Database(scratch.dataSource, { clock: clock.now, settings });
    try {
      // One after another they go by the same connection.
      for (let number = 0; number < 400; number += 1) {
        expect(await database.rows(`SELECT ${number} AS number`)).to.deep.equal([{ number }]);
      }
      const status = await database.rows<{ Variable_name: string; Value: string }>(
        "SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')",
      );
      const counted = Object.fromEntries(status.map(({ Variable_name: name, Value }) => [name, Number(Value)]));
      expect(counted.Com_stmt_prepare).to.be.at.least(400);
      expect(Number(counted.Com_stmt_prepare) - Number(counted.Com_stmt_close)).to.be.within(1, 251);
    } finally {
      await scratch.drop();
    }
  });
});
