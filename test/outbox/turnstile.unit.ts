import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { Turnstile } from '../../src/outbox/turnstile.js';

/** Whether a promise has settled by now. */
const settled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), delay(20, false)]);

describe('one at a time through the turnstile', () => {
  it('lets the next one through when the one before has ended, in the order in which they came', async () => {
    const turnstile = new Turnstile();
    const [first, second, third] = [turnstile.pass(), turnstile.pass(), turnstile.pass()];
    expect(await settled(first.turn())).to.equal(true);
    expect(await settled(second.turn())).to.equal(false);
    third.turn();
    first.end();
    expect(await settled(second.turn())).to.equal(true);
    expect(await settled(third.turn())).to.equal(false);
    second.end();
    expect(await settled(third.turn())).to.equal(true);
  });

  it('does not wait for one that never asked for its turn, or ended before it', async () => {
    const turnstile = new Turnstile();
    turnstile.pass();
    const ended = turnstile.pass();
    ended.end();
    await ended.turn();
    expect(await settled(turnstile.pass().turn())).to.equal(true);
  });

  it('lets through who has waited two seconds', async () => {
    const turnstile = new Turnstile();
    await turnstile.pass().turn();
    const late = turnstile.pass();
    expect(await settled(late.turn())).to.equal(false);
    await delay(2_050);
    expect(await settled(late.turn())).to.equal(true);
  });
});
