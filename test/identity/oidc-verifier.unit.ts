import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type Issuer, startIssuer } from '../../src/demo/issuer.js';
import { IdentityProviderUnavailable } from '../../src/identity/identity-provider-unavailable.js';
import { InvalidToken } from '../../src/identity/invalid-token.js';
import { createOidcVerifier } from '../../src/identity/oidc-verifier.js';
import { refusal } from '../support/refusal.js';

const AUDIENCE = 'stanza-test';
const START = new Date('2026-03-01T10:00:00Z');

describe('tokens of the identity provider', function () {
  // Making RSA keys takes as long as it takes: it is done once for all, and each test counts requests from zero.
  this.timeout(15_000);

  let now = START;
  let issuer: Issuer;
  const clock = () => now;
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1000);
  };
  const verifier = (url = issuer.url) => createOidcVerifier({ issuer: url, audience: AUDIENCE, clock });
  const verify = (token: string) => verifier().verify(token);

  before(async () => {
    issuer = await startIssuer({ audience: AUDIENCE, clock });
  });
  beforeEach(() => {
    now = START;
    Object.assign(issuer.requests, { discovery: 0, keys: 0 });
  });
  after(() => issuer.close());

  for (const algorithm of ['RS256', 'ES256'] as const) {
    it(`are accepted with ${algorithm}, and their claims are given`, async () => {
      const payload = await verify(await issuer.token({ sub: 'maria', acr: '1' }, { algorithm }));
      expect(payload).to.include({ sub: 'maria', acr: '1', iss: issuer.url, aud: AUDIENCE });
    });
  }

  it('are accepted for several audiences of which we are one', async () => {
    expect(await verify(await issuer.token({ sub: 'maria' }, { audience: ['other', AUDIENCE] }))).to.have.property(
      'sub',
    );
  });

  describe('are refused', () => {
    const refused = async (token: string) => {
      const error = await refusal(verify(token), InvalidToken);
      expect(error.cause, 'a cause could carry claims into a log').to.equal(undefined);
      return error.message;
    };

    for (const garbage of ['', 'x', 'a.b.c', '..', `${'A'.repeat(100_000)}.e30.`, 'eyJhbGciOiJSUzI1NiJ9.e30.']) {
      it(`when they are ${JSON.stringify(garbage.slice(0, 30))}`, async () => {
        await refused(garbage);
      });
    }

    it('without a signature (alg none), and nobody is asked for keys', async () => {
      const unsigned = new UnsecuredJWT({ sub: 'maria' }).setIssuer(issuer.url).setAudience(AUDIENCE);
      await refused(unsigned.setIssuedAt(now).setExpirationTime(4_000_000_000).encode());
      const header = Buffer.from('{"alg":"none"}').toString('base64url');
      await refused(`${header}.${(await issuer.token({ sub: 'maria' })).split('.').slice(1).join('.')}`);
      expect(issuer.requests).to.deep.equal({ discovery: 0, keys: 0 });
    });

    it('when signed with HS256 and something public as the secret', async () => {
      const token = new SignJWT({ sub: 'maria' })
        .setProtectedHeader({ alg: 'HS256', kid: issuer.keyId('RS256') })
        .setIssuer(issuer.url)
        .setAudience(AUDIENCE)
        .setIssuedAt(now)
        .setExpirationTime(4_000_000_000);
      await refused(await token.sign(Buffer.from(issuer.keyId('RS256'))));
    });

    it('when signed with a foreign key, whatever it calls itself', async () => {
      const foreign = await startIssuer({ audience: AUDIENCE, clock });
      try {
        await refused(await foreign.token({ sub: 'maria' }, { issuer: issuer.url }));
        await refused(await foreign.token({ sub: 'maria' }, { issuer: issuer.url, kid: issuer.keyId('RS256') }));
      } finally {
        await foreign.close();
      }
    });

    it('when a claim was changed after signing', async () => {
      const [header, , signature] = (await issuer.token({ sub: 'maria' })).split('.');
      const [, payload] = (await issuer.token({ sub: 'anna' })).split('.');
      await refused(`${header}.${payload}.${signature}`);
    });

    it('when meant for somebody else', async () => {
      expect(await refused(await issuer.token({ sub: 'maria' }, { audience: 'other' }))).to.contain('aud');
      expect(await refused(await issuer.token({ sub: 'maria' }, { audience: [`${AUDIENCE}2`] }))).to.contain('aud');
    });

    it('when another issuer is named', async () => {
      expect(await refused(await issuer.token({ sub: 'maria' }, { issuer: `${issuer.url}/` }))).to.contain('iss');
    });

    it('without exp, iat or sub', async () => {
      expect(await refused(await issuer.token({ sub: 'maria' }, { expiresInSeconds: null }))).to.contain('exp');
      expect(await refused(await issuer.token({ sub: 'maria' }, { issuedAt: null }))).to.contain('iat');
      expect(await refused(await issuer.token({}))).to.contain('sub');
    });

    it('when the times of their claims are no numbers', async () => {
      expect(await refused(await issuer.token({ sub: 'maria', iat: 'now' }, { issuedAt: null }))).to.contain('iat');
    });
  });

  describe('with a clock that goes differently', () => {
    const seconds = (offset: number) => new Date(START.getTime() + offset * 1000);

    it('are accepted until 59 seconds after their end, refused from 61', async () => {
      const token = await issuer.token({ sub: 'maria' }, { expiresInSeconds: 100 });
      now = seconds(159);
      expect(await verify(token)).to.have.property('sub', 'maria');
      now = seconds(161);
      await refusal(verify(token), InvalidToken);
    });

    it('are accepted from 59 seconds before they were issued, refused at 61', async () => {
      const ahead = (offset: number) => issuer.token({ sub: 'maria' }, { issuedAt: seconds(offset) });
      expect(await verify(await ahead(59))).to.have.property('sub', 'maria');
      await refusal(verify(await ahead(61)), InvalidToken);
    });

    it('are accepted from 59 seconds before they begin, refused at 61', async () => {
      const ahead = (offset: number) => issuer.token({ sub: 'maria' }, { notBefore: seconds(offset) });
      expect(await verify(await ahead(59))).to.have.property('sub', 'maria');
      await refusal(verify(await ahead(61)), InvalidToken);
    });
  });

  describe('and the keys', () => {
    it('are asked for at the first token, once for many at the same time, and kept', async () => {
      const { verify } = verifier();
      const token = await issuer.token({ sub: 'maria' });
      expect(issuer.requests).to.deep.equal({ discovery: 0, keys: 0 });
      await Promise.all(Array.from({ length: 20 }, () => verify(token)));
      await verify(await issuer.token({ sub: 'anna' }, { algorithm: 'ES256' }));
      expect(issuer.requests).to.deep.equal({ discovery: 1, keys: 1 });
    });

    it('are asked for again when they rotate: new tokens hold, old ones no longer do', async () => {
      const { verify } = verifier();
      const old = await issuer.token({ sub: 'maria' });
      await verify(old);
      await issuer.rotateKeys();
      pass(11);
      expect(await verify(await issuer.token({ sub: 'maria' }))).to.have.property('sub', 'maria');
      pass(11);
      await refusal(verify(old), InvalidToken);
      expect(issuer.requests.keys).to.equal(3);
    });

    it('are asked for once in ten seconds, however many unknown keys are named', async () => {
      const { verify } = verifier();
      for (let i = 0; i < 30; i++) {
        await refusal(verify(await issuer.token({ sub: 'maria' }, { kid: `unknown-${i}` })), InvalidToken);
        pass(1);
      }
      expect(issuer.requests.keys).to.equal(3);
    });

    it('are asked for again after ten minutes, so that a withdrawn one ends', async () => {
      const { verify } = verifier();
      const old = await issuer.token({ sub: 'maria' });
      await verify(old);
      await issuer.rotateKeys();
      pass(599);
      await verify(old);
      pass(2);
      await refusal(verify(old), InvalidToken);
    });

    it('hold for an hour while the provider does not answer', async () => {
      const { verify } = verifier();
      const token = await issuer.token({ sub: 'maria' }, { expiresInSeconds: 7200 });
      const unknown = await issuer.token({ sub: 'maria' }, { kid: 'unknown', expiresInSeconds: 7200 });
      await verify(token);
      await issuer.close();
      pass(3599);
      expect(await verify(token)).to.have.property('sub', 'maria');
      await refusal(verify(unknown), IdentityProviderUnavailable);
      pass(2);
      await refusal(verify(token), IdentityProviderUnavailable);
      issuer = await startIssuer({ audience: AUDIENCE, clock });
    });
  });

  describe('when the provider', () => {
    let server: Server;
    let answer: (path: string) => [status: number, body: string];
    let asked = 0;
    let url = '';

    beforeEach(async () => {
      asked = 0;
      server = createServer((request, response) => {
        asked += 1;
        const [status, body] = answer(request.url ?? '');
        response.writeHead(status, status === 302 ? { location: body } : {}).end(body);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach((done) => {
      server.close(done);
      server.closeAllConnections();
    });

    const unavailable = async () =>
      refusal(verifier(url).verify(await issuer.token({ sub: 'maria' }, { issuer: url })), IdentityProviderUnavailable);

    it('is not there, that is told apart from a bad token, and says why', async () => {
      const error = await refusal(
        verifier('http://127.0.0.1:1').verify(await issuer.token({ sub: 'maria' })),
        IdentityProviderUnavailable,
      );
      expect(error.message).to.contain('http://127.0.0.1:1');
    });

    for (const [what, body] of [
      ['is another', () => ({ issuer: 'https://other.example', jwks_uri: `${issuer.url}/jwks` })],
      ['names no keys', () => ({ issuer: url })],
      ['keeps its keys in a file', () => ({ issuer: url, jwks_uri: 'file:///etc/passwd' })],
      ['keeps its keys where there are none', () => ({ issuer: url, jwks_uri: `${issuer.url}/nothing` })],
      ['has keys that are none', () => ({ issuer: url, jwks_uri: url, keys: 'none' })],
      ['answers with a list', () => []],
      ['answers with null', () => null],
    ] as const) {
      it(`${what}, it is unavailable`, async () => {
        answer = () => [200, JSON.stringify(body())];
        await unavailable();
      });
    }

    it('answers 500, no JSON, or sends us elsewhere, it is unavailable', async () => {
      answer = () => [500, '{}'];
      await unavailable();
      answer = () => [200, '<html>'];
      await unavailable();
      answer = () => [302, `${issuer.url}/.well-known/openid-configuration`];
      await unavailable();
    });

    it('fails, it is asked again after ten seconds and not before', async () => {
      const { verify } = verifier(url);
      const token = await issuer.token({ sub: 'maria' }, { issuer: url });
      answer = () => [503, ''];
      for (let i = 0; i < 5; i++) await refusal(verify(token), IdentityProviderUnavailable);
      expect(asked).to.equal(1);
      answer = () => [200, JSON.stringify({ issuer: url, jwks_uri: `${issuer.url}/jwks` })];
      pass(9);
      await refusal(verify(token), IdentityProviderUnavailable);
      pass(2);
      expect(await verify(token)).to.have.property('sub', 'maria');
    });
  });
});
