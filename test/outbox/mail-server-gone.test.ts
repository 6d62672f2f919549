import { expect } from 'chai';
import { app } from '../support/app.js';
import { type BuiltPractice, buildPractice, send } from '../support/build.js';
import { reportFigures } from '../support/figures.js';
import { delivered } from '../support/mail.js';

/** The median time, in milliseconds, that preparing and sending a message takes. */
async function medianOf({ id, operator }: BuiltPractice, messages = 15): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < messages; count += 1) {
    const start = performance.now();
    await send(operator, id, `Messaggio ${count}`);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(messages / 2)] ?? Number.POSITIVE_INFINITY;
}

describe('a mail server that is gone', () => {
  afterEach(async () => {
    app().smtp.behaviour = {};
    app().smtp.cut();
    await delivered();
  });

  for (const [how, answer] of [
    ['refuses every connection', 'cut'],
    ['never greets', 'hang'],
  ] as const) {
    it(`holds up no message: one that ${how}`, async () => {
      const practice = await buildPractice();
      await medianOf(practice, 5);
      const before = await medianOf(practice);
      app().smtp.behaviour = { onConnect: () => answer };
      app().smtp.cut();
      const gone = await medianOf(practice);
      reportFigures({
        [`milliseconds for a message, with a mail server, with one that ${how}`]: `${before.toFixed(0)}, ${gone.toFixed(0)}`,
      });
      // Loosely: what else the machine does shows in both, and a mail server that is waited for would show by seconds.
      expect(gone).to.be.below(before * 2 + 25);
    }).timeout(60_000);
  }
});
