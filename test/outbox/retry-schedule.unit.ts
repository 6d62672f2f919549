import { expect } from 'chai';
import { nextAttempt, RETRY_FOR } from '../../src/outbox/retry-schedule.js';

const HOUR = 3_600_000;
const created = new Date('2026-03-02T09:00:00.000Z');
const after = (milliseconds: number) => new Date(created.getTime() + milliseconds);
const latestWait = (age: number) => Number(nextAttempt(created, after(age), () => 1)) - Number(after(age));

describe('when something is tried again', () => {
  it('waits at most 30 seconds at first, then as long as it has been tried, never more than an hour', () => {
    expect([0, 30_000, 60_000, 600_000, HOUR, 20 * HOUR].map(latestWait)).to.deep.equal([
      30_000,
      30_000,
      60_000,
      600_000,
      HOUR,
      HOUR,
    ]);
  });

  it('draws the wait from the whole window, but not less than a second', () => {
    expect(nextAttempt(created, after(600_000), () => 0.5)).to.deep.equal(after(900_000));
    expect(nextAttempt(created, after(600_000), () => 0)).to.deep.equal(after(601_000));
  });

  it('makes the last try when 48 hours are over, and then none', () => {
    expect(nextAttempt(created, after(RETRY_FOR - 60_000), () => 1)).to.deep.equal(after(RETRY_FOR));
    expect(nextAttempt(created, after(RETRY_FOR))).to.equal(null);
    expect(nextAttempt(created, after(100 * HOUR))).to.equal(null);
  });

  it('comes to a few dozen tries in 48 hours, not thousands', () => {
    let tries = 0;
    for (let at: Date | null = created; at; at = nextAttempt(created, at)) tries += 1;
    expect(tries).to.be.within(50, 200);
  });
});
