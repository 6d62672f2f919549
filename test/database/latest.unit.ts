import { expect } from 'chai';
import { latest } from '../../src/database/latest.js';
import { type Gate, gate } from '../support/gate.js';

/** Readings that end when the test says so; each gives its number. */
function readings() {
  const gates: Gate[] = [];
  const ask = latest(async () => {
    const number = gates.push(gate());
    await gates[number - 1]?.passed;
    if (number === 3) throw new Error('the third fails');
    return number;
  });
  return { ask, begun: () => gates.length, end: (number: number) => gates[number - 1]?.open() };
}

describe('a reading that is shared', () => {
  it('begins after the question, for everybody: who comes while one runs shares the next one', async () => {
    const { ask, begun, end } = readings();
    const first = ask();
    const crowd = [ask(), ask(), ask()];
    expect(begun()).to.equal(1);
    end(1);
    expect(await first).to.equal(1);
    expect(begun(), 'one more, however many wait').to.equal(2);
    const late = ask();
    end(2);
    expect(await Promise.all(crowd)).to.deep.equal([2, 2, 2]);
    end(3);
    expect(await late.catch(({ message }) => message)).to.equal('the third fails');
  });

  it('begins at once when none runs, also after one that failed', async () => {
    const { ask, begun, end } = readings();
    for (const number of [1, 2, 3, 4]) {
      const asked = ask();
      expect(begun()).to.equal(number);
      end(number);
      expect(await asked.catch(() => 'failed')).to.equal(number === 3 ? 'failed' : number);
    }
  });

  it('goes on for who waits when the one before fails', async () => {
    const { ask, end } = readings();
    for (const number of [1, 2]) {
      end(number);
      const asked = ask();
      end(number);
      await asked;
    }
    const third = ask();
    const fourth = ask();
    end(3);
    expect(await third.catch(() => 'failed')).to.equal('failed');
    end(4);
    expect(await fourth).to.equal(4);
  });
});
