import { expect } from 'chai';
import { SignJWT } from 'jose';
import { deriveKey } from '../../src/identity/derive-key.js';
import { InvalidToken } from '../../src/identity/invalid-token.js';
import { isStaffToken, signStaffToken, verifyStaffToken } from '../../src/identity/staff-token.js';
import { refusal } from '../support/refusal.js';

const SECRET = 'a secret of at least thirty-two characters';
const NOW = new Date('2026-03-01T10:00:00Z');
const clock = () => NOW;
const later = (seconds: number) => () => new Date(NOW.getTime() + seconds * 1000);
const session = { userId: 'user-1', authenticatedAt: new Date('2026-03-01T09:59:58Z'), tokenVersion: 3 };

const handmade = (claims: Record<string, unknown>, key: Uint8Array, alg = 'HS256') =>
  new SignJWT({ iss: 'stanza', aud: 'stanza:staff', sub: 'user-1', auth_time: 1, ver: 3, ...claims })
    .setProtectedHeader({ alg })
    .setIssuedAt(NOW)
    .setExpirationTime(later(60)())
    .sign(key);

describe('tokens of staff', () => {
  it('say for one hour who signed in, when, and with which version of the account', async () => {
    const { token, expiresAt } = await signStaffToken(session, SECRET, clock);
    expect(expiresAt).to.deep.equal(new Date('2026-03-01T11:00:00Z'));
    expect(await verifyStaffToken(token, SECRET, clock)).to.deep.equal(session);
    expect(await verifyStaffToken(token, SECRET, later(3599))).to.deep.equal(session);
    await refusal(verifyStaffToken(token, SECRET, later(3600)), InvalidToken);
  });

  it('are refused when changed or signed with another secret', async () => {
    const { token } = await signStaffToken(session, SECRET, clock);
    const [header, , signature] = token.split('.');
    const [, payload] = (await signStaffToken({ ...session, userId: 'user-2' }, SECRET, clock)).token.split('.');
    await refusal(verifyStaffToken(`${header}.${payload}.${signature}`, SECRET, clock), InvalidToken);
    await refusal(verifyStaffToken(token, `${SECRET}!`, clock), InvalidToken);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    await refusal(verifyStaffToken(`${none}.${payload}.`, SECRET, clock), InvalidToken);
  });

  it('are refused when signed with the secret itself or for another purpose', async () => {
    expect(await verifyStaffToken(await handmade({}, deriveKey(SECRET, 'staff-token')), SECRET, clock)).to.be.an(
      'object',
    );
    await refusal(verifyStaffToken(await handmade({}, Buffer.from(SECRET)), SECRET, clock), InvalidToken);
    await refusal(verifyStaffToken(await handmade({}, deriveKey(SECRET, 'download')), SECRET, clock), InvalidToken);
  });

  it('are refused with another issuer, audience or algorithm, or without a claim', async () => {
    const key = deriveKey(SECRET, 'staff-token');
    for (const claims of [
      { iss: 'other' },
      { aud: 'stanza' },
      { sub: undefined },
      { ver: '3' },
      { auth_time: undefined },
    ]) {
      await refusal(verifyStaffToken(await handmade(claims, key), SECRET, clock), InvalidToken);
    }
    const longer = new Uint8Array([...key, ...key]);
    await refusal(verifyStaffToken(await handmade({}, longer, 'HS512'), SECRET, clock), InvalidToken);
  });

  it('are told from those of citizens by what they claim', async () => {
    expect(isStaffToken((await signStaffToken(session, SECRET, clock)).token)).to.equal(true);
    expect(isStaffToken(await handmade({ iss: 'https://idp.example' }, deriveKey(SECRET, 'x')))).to.equal(false);
    for (const garbage of ['', 'x', 'a.b.c', 'e30.e30.', 'e30.bnVsbA.']) expect(isStaffToken(garbage)).to.equal(false);
  });
});

describe('keys derived from the secret', () => {
  it('have 32 bytes, always the same for a purpose, and others for another purpose or secret', () => {
    const key = deriveKey(SECRET, 'staff-token');
    expect(key).to.have.length(32);
    expect(deriveKey(SECRET, 'staff-token')).to.deep.equal(key);
    expect(deriveKey(SECRET, 'download')).to.not.deep.equal(key);
    expect(deriveKey(`${SECRET}!`, 'staff-token')).to.not.deep.equal(key);
  });
});
