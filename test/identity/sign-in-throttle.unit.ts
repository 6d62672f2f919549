import { expect } from 'chai';
import { clientNetwork } from '../../src/identity/client-network.js';
import { createSignInThrottle } from '../../src/identity/sign-in-throttle.js';

const EMAIL = 'anna@example.it';
const CLIENT = '192.0.2.1';

describe('guessing of passwords', () => {
  let now = 0;
  let client = 0;
  const clock = () => new Date(now);
  const pass = (seconds: number) => {
    now += seconds * 1000;
  };
  const otherClient = () => `198.51.100.${++client}`;
  const times = <T>(count: number, act: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => act(index));

  beforeEach(() => {
    now = Date.parse('2026-03-01T10:00:00Z');
    client = 0;
  });

  it('is refused after five tries, also when they begin before any is checked', () => {
    const throttle = createSignInThrottle(clock);
    const waits = times(15, () => throttle.attempt(EMAIL, CLIENT));
    expect(waits).to.deep.equal([0, 0, 0, 0, 0, ...Array(10).fill(30)]);
  });

  it('is refused from any client, for that address alone, however it is written', () => {
    const throttle = createSignInThrottle(clock);
    times(5, () => throttle.attempt(EMAIL, otherClient()));
    for (const written of [
      EMAIL,
      ' Anna@Example.IT ',
      'ánna@example.it',
      'ａnna@example.it',
      'an\u200bna@example.it',
    ]) {
      expect(throttle.attempt(written, otherClient()), written).to.equal(30);
    }
    expect(throttle.attempt('bruno@example.it', CLIENT)).to.equal(0);
  });

  it('waits twice as long with every further failure, up to fifteen minutes', () => {
    const throttle = createSignInThrottle(clock);
    times(5, () => throttle.attempt(EMAIL, otherClient()));
    const waits = times(8, () => {
      const wait = throttle.attempt(EMAIL, otherClient());
      pass(wait - 1);
      expect(throttle.attempt(EMAIL, otherClient())).to.equal(1);
      pass(1);
      expect(throttle.attempt(EMAIL, otherClient())).to.equal(0);
      return wait;
    });
    expect(waits).to.deep.equal([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('begins anew when fifteen minutes have passed without a failure', () => {
    const throttle = createSignInThrottle(clock);
    times(5, () => throttle.attempt(EMAIL, CLIENT));
    pass(30 + 15 * 60);
    expect(times(6, () => throttle.attempt(EMAIL, CLIENT))).to.deep.equal([0, 0, 0, 0, 0, 30]);
  });

  it('does not count failures that are further apart', () => {
    const throttle = createSignInThrottle(clock);
    for (const wait of times(50, () => {
      pass(4 * 60);
      return throttle.attempt(EMAIL, CLIENT);
    })) {
      expect(wait).to.equal(0);
    }
  });

  it('is forgotten for an address whose owner signs in', () => {
    const throttle = createSignInThrottle(clock);
    times(5, () => throttle.attempt(EMAIL, CLIENT));
    throttle.succeeded(EMAIL, CLIENT);
    expect(times(6, () => throttle.attempt(EMAIL, CLIENT))).to.deep.equal([0, 0, 0, 0, 0, 30]);
  });

  it('is refused after twenty failures of a client at any addresses', () => {
    const throttle = createSignInThrottle(clock);
    const waits = times(25, (index) => throttle.attempt(`user${index}@example.it`, CLIENT));
    expect(waits).to.deep.equal([...Array(20).fill(0), ...Array(5).fill(30)]);
    expect(throttle.attempt(EMAIL, otherClient())).to.equal(0);
  });

  it('counts an IPv6 network as one client, and IPv4 within IPv6 as IPv4', () => {
    const throttle = createSignInThrottle(clock);
    times(20, (index) => throttle.attempt(`user${index}@example.it`, `2001:db8:1:2::${index + 1}`));
    expect(throttle.attempt(EMAIL, '2001:db8:1:2:ffff::1')).to.equal(30);
    expect(throttle.attempt(EMAIL, '2001:db8:1:3::1')).to.equal(0);
    expect(clientNetwork('::ffff:192.0.2.1')).to.equal('192.0.2.1');
    expect(clientNetwork('2001:DB8::1')).to.equal(clientNetwork('2001:db8:0:0:0:0:0:9'));
    expect(clientNetwork('::1')).to.equal('0:0:0:0::/64');
    expect(clientNetwork('fe80::1%eth0')).to.equal('fe80:0:0:0::/64');
    expect(clientNetwork('1:2:3:4:5:6:7:8')).to.equal('1:2:3:4::/64');
    expect(clientNetwork('1:2:3::')).to.equal('1:2:3:0::/64');
    expect(clientNetwork('a socket')).to.equal('a socket');
  });

  it('does not get in the way of an office in which many sign in', () => {
    const throttle = createSignInThrottle(clock);
    for (let i = 0; i < 200; i++) {
      expect(throttle.attempt(`user${i}@example.it`, CLIENT)).to.equal(0);
      throttle.succeeded(`user${i}@example.it`, CLIENT);
    }
  });

  it('gains nothing from signing in to an account of one’s own in between', () => {
    const throttle = createSignInThrottle(clock);
    const signIn = () => {
      const wait = throttle.attempt('mine@example.it', CLIENT);
      if (wait === 0) throttle.succeeded('mine@example.it', CLIENT);
    };
    let guesses = 0;
    for (let second = 0; second < 3600; second++) {
      signIn();
      for (let i = 0; i < 3; i++) if (throttle.attempt(`user${second}-${i}@example.it`, CLIENT) === 0) guesses += 1;
      pass(1);
    }
    expect(guesses).to.be.at.most(30);
  });

  it('is counted in bounded memory: of ten thousand others the one tried longest ago is forgotten', () => {
    const throttle = createSignInThrottle(clock);
    times(5, () => throttle.attempt(EMAIL, CLIENT));
    const other = (index: number) => throttle.attempt(`user${index}@example.it`, `10.0.${index >> 8}.${index & 255}`);
    times(9_999, other);
    expect(throttle.attempt(EMAIL, CLIENT)).to.equal(30);
    other(9_999);
    expect(throttle.attempt(EMAIL, CLIENT)).to.equal(0);
  });
});
