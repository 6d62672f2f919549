import { expect } from 'chai';
import { VerifiedTokens } from '../../src/identity/verified-tokens.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 10, 0, seconds));
const KEYS = { keys: 'as they were fetched' };
const SAID = { sub: 'maria' };

describe('verified tokens', () => {
  const remembering = () => {
    const tokens = new VerifiedTokens<{ sub: string }>();
    tokens.set('token', KEYS, SAID, { from: at(10), until: at(20) });
    return tokens;
  };

  it('are remembered from the instant of their verification until they expire', () => {
    const tokens = remembering();
    const said = (seconds: number) => tokens.get('token', KEYS, at(seconds));
    expect(said(10)).to.equal(SAID);
    expect(said(19)).to.equal(SAID);
    expect(said(20), 'expired').to.equal(undefined);
    expect(said(9), 'by a clock that was set back').to.equal(undefined);
  });

  it('are known neither by other keys nor by another text', () => {
    const tokens = remembering();
    expect(tokens.get('token', { ...KEYS }, at(15))).to.equal(undefined);
    expect(tokens.get('tokem', KEYS, at(15))).to.equal(undefined);
    expect([tokens.has('token'), tokens.has('tokem')]).to.deep.equal([true, false]);
  });

  it('are forgotten when there are too many, the one that was used least recently first', () => {
    const tokens = remembering();
    for (let number = 0; number < 5_000; number += 1) {
      tokens.get('token', KEYS, at(15));
      tokens.set(`token ${number}`, KEYS, SAID, { from: at(10), until: at(20) });
    }
    expect(tokens.has('token'), 'it was used all the time').to.equal(true);
    expect(tokens.has('token 0')).to.equal(false);
    expect(tokens.has('token 4999')).to.equal(true);
  });
});
