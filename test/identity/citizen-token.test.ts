import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import { type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { type Issuer, startIssuer } from '../../src/demo/issuer.js';
import { type AnotherApp, startAnotherApp } from '../support/another-app.js';
import { AUDIENCE, app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildCitizen, type Citizen } from '../support/build.js';
import { type HttpAnswer, send } from '../support/http.js';

const ME = { query: '{ me { id authentication { method level } } }' };

const told = ({ status, errors }: HttpAnswer) => [status, errors[0]?.extensions.code];

const UNAUTHENTICATED = [401, 'UNAUTHENTICATED'];

describe('a citizen’s token', () => {
  let citizen: Citizen;
  before(async () => {
    citizen = await buildCitizen();
  });

  const meWith = (token: string) => send(ME, { by: { token } });
  const refused = async (token: string) => {
    const answer = await meWith(token);
    expect(told(answer)).to.deep.equal(UNAUTHENTICATED);
    expect(answer.data, 'never taken for nobody').to.equal(null);
    expect(answer.errors[0]?.extensions.details).to.deep.equal({});
  };

  it('lets its citizen in, whichever algorithm signed it', async () => {
    for (const algorithm of ['RS256', 'ES256'] as const) {
      const { data } = await meWith(await app().issuer.token(citizen.claims, { algorithm }));
      expect(data).to.deep.equal({ me: { id: citizen.id, authentication: { method: 'SPID', level: 2 } } });
    }
  });

  it('is refused when it is for another audience, or from another issuer', async () => {
    const { issuer } = app();
    await refused(await issuer.token(citizen.claims, { audience: 'another-service' }));
    await refused(await issuer.token(citizen.claims, { issuer: 'https://evil.example' }));
    const foreign = await startIssuer({ audience: AUDIENCE, clock: app().clock.now });
    try {
      await refused(await foreign.token(citizen.claims));
      await refused(await foreign.token(citizen.claims, { issuer: issuer.url, kid: issuer.keyId('RS256') }));
    } finally {
      await foreign.close();
    }
  });

  it('is good until a minute after its end', async () => {
    const { clock, issuer } = app();
    clock.stopAt(clock.now());
    try {
      expect((await meWith(await issuer.token(citizen.claims, { expiresInSeconds: -59 }))).status).to.equal(200);
      await refused(await issuer.token(citizen.claims, { expiresInSeconds: -61 }));
    } finally {
      clock.reset();
    }
  });

  it('is refused unsigned, signed with what is public, or by a key that nobody knows', async () => {
    const { issuer, clock } = app();
    const unsigned = new UnsecuredJWT(citizen.claims).setIssuer(issuer.url).setAudience(AUDIENCE);
    await refused(unsigned.setIssuedAt(clock.now()).setExpirationTime('1h').encode());

    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: (JWK & { kid: string })[] };
    for (const jwk of keys) {
      const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      const hmac = new SignJWT(citizen.claims)
        .setProtectedHeader({ alg: 'HS256', kid: jwk.kid })
        .setIssuer(issuer.url)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h');
      await refused(await hmac.sign(Buffer.from(String(pem))));
    }
    await refused(await issuer.token(citizen.claims, { kid: 'nobody-knows' }));
  });

  it('is refused when it is no token at all; a header with nothing in it is nobody', async () => {
    for (const authorization of [
      'Basic eDp5',
      'Bearer',
      'Bearer x',
      'Bearer a.b.c',
      `Bearer ${citizen.token} ${citizen.token}`,
      `Token ${citizen.token}`,
      citizen.token,
      `Bearer ${'x'.repeat(8_000)}`,
    ]) {
      expect(told(await send(ME, { headers: { authorization } })), authorization.slice(0, 20)).to.deep.equal(
        UNAUTHENTICATED,
      );
    }
    for (const authorization of ['', '  ']) {
      expect((await send(ME, { headers: { authorization } })).data).to.deep.equal({ me: null });
    }
    expect((await send(ME, { headers: { authorization: `bearer  ${citizen.token} ` } })).status).to.equal(200);
  });

  it('is refused before what came with it is looked at', async () => {
    const answer = await send('{ no JSON', { by: { token: 'x' } });
    expect(told(answer)).to.deep.equal(UNAUTHENTICATED);
  });

  it('is told to be wrong in the language of the request', async () => {
    const english = await send(ME, { by: { token: 'x' }, headers: { 'accept-language': 'en' } });
    expect(english.errors[0]?.message).to.equal('Sign in first: the token is missing, not valid or has expired.');
  });

  it('is refused once the citizen has been deactivated, and taken again when that is undone', async () => {
    const { database } = app().service.parts;
    const gone = await buildCitizen();
    const setActive = (active: boolean) =>
      database.transaction((tx) => tx.manager.update('users', { id: gone.id }, { active }));
    await setActive(false);
    await refused(gone.token);
    await refused(await app().issuer.token(gone.claims));
    await setActive(true);
    expect((await meWith(gone.token)).status).to.equal(200);
  });
});

describe('the identity provider', () => {
  let another: AnotherApp | undefined;
  let issuer: Issuer | undefined;
  afterEach(async () => {
    await another?.close();
    await issuer?.close();
    [another, issuer] = [undefined, undefined];
  });

  it('can change its keys: tokens of the new ones are taken, those of the old ones no longer', async () => {
    issuer = await startIssuer({ audience: AUDIENCE, clock: () => new Date() });
    another = await startAnotherApp({ OIDC_ISSUER: issuer.url });
    const { url, clock } = another;
    const old = await issuer.token({ sub: 'maria' });
    expect((await send(ME, { url, by: { token: old } })).status).to.equal(200);
    await issuer.rotateKeys();
    clock.advance(11_000);
    expect((await send(ME, { url, by: { token: await issuer.token({ sub: 'maria' }) } })).status).to.equal(200);
    clock.advance(11_000);
    expect(told(await send(ME, { url, by: { token: old } }))).to.deep.equal(UNAUTHENTICATED);
  });

  it('can be down when the service starts, which says so to its citizens and serves everybody else', async () => {
    issuer = await startIssuer({ audience: AUDIENCE, clock: () => new Date() });
    const token = await issuer.token({ sub: 'maria' });
    const address = issuer.url;
    await issuer.close();
    another = await startAnotherApp({ OIDC_ISSUER: address });
    const { url, clock } = another;
    const down = await send(ME, { url, by: { token } });
    expect(told(down)).to.deep.equal([503, 'INTERNAL_SERVER_ERROR']);
    expect(Object.keys(down.errors[0]?.extensions.details ?? {})).to.deep.equal(['requestId']);
    expect(down.text).not.to.contain(new URL(address).port);
    expect((await send(ME, { url })).data).to.deep.equal({ me: null });

    issuer = await startIssuer({ port: Number(new URL(address).port), audience: AUDIENCE, clock: () => new Date() });
    clock.advance(11_000);
    const back = await send(ME, { url, by: { token: await issuer.token({ sub: 'maria' }) } });
    expect(back.status).to.equal(200);
  });

  it('can be none: then no citizen comes in, whatever the token', async () => {
    another = await startAnotherApp({ OIDC_ISSUER: '', OIDC_AUDIENCE: '' });
    const { url } = another;
    expect(told(await send(ME, { url, by: await buildCitizen() }))).to.deep.equal(UNAUTHENTICATED);
    expect((await send(ME, { url })).data).to.deep.equal({ me: null });
  });
});

describe('R22 the profile of a citizen', () => {
  const PROFILE =
    '{ me { id givenName familyName displayName email phone fiscalCode spidCode birthDate domicile { street } } }';
  type Me = Record<string, unknown> & { id: string };
  const meOf = async (claims: Record<string, unknown>, issuedAt = new Date()): Promise<Me> => {
    const token = await app().issuer.token(claims, { issuedAt });
    return (await as({ token }).ask<{ me: Me }, unknown>(PROFILE)).me;
  };
  const seconds = (offset: number) => new Date(app().clock.now().getTime() + offset * 1_000);

  it('is made by the first token, once, also when twenty requests bring it at the same instant', async () => {
    const { issuer, service } = app();
    const { claims, fiscalCode } = await buildCitizen();
    for (const somebody of [
      { ...claims, 'https://attributes.eid.gov.it/fiscal_number': 'TINIT-CLLMRC80A01H501R', sub: 'contemporaneo' },
      { sub: 'contemporanea', given_name: 'Anna', email: 'anna@posta.example' },
    ]) {
      const token = await issuer.token(somebody);
      const answers = await Promise.all(Array.from({ length: 20 }, () => send(ME, { by: { token } })));
      const ids = answers.map(({ data, text }) => (data as { me: Me } | null)?.me.id ?? text);
      expect(new Set(ids)).to.have.length(1);
      const identities = 'SELECT userId FROM identities WHERE subject = ?';
      expect(await service.parts.database.rows(identities, [somebody.sub])).to.deep.equal([{ userId: ids[0] }]);
    }
    expect(fiscalCode).not.to.equal('CLLMRC80A01H501R');
  });

  it('is refreshed by a later token, but what that leaves out stays', async () => {
    const citizen = await buildCitizen({ givenName: 'Giulia', familyName: 'Ferri' });
    const { phone_number: _, ...without } = citizen.claims;
    const moved: Record<string, unknown> = {
      ...without,
      family_name: 'Ferri Rossi',
      address: { street_address: 'Via Nuova 2' },
    };
    const me = await meOf({ ...moved, phone_number: '+39 055 0000000' }, seconds(5));
    expect(me).to.deep.include({ id: citizen.id, displayName: 'Giulia Ferri Rossi', phone: '+39 055 0000000' });
    expect(me.domicile).to.deep.equal({ street: 'Via Nuova 2' });
    const { address: __, birthdate: ___, ...less } = moved;
    const later = await meOf(less, seconds(10));
    expect(later).to.deep.equal(me);
  });

  it('is not changed by an older token', async () => {
    const citizen = await buildCitizen();
    const now = await meOf({ ...citizen.claims, family_name: 'Adesso' }, seconds(10));
    expect(now.familyName).to.equal('Adesso');
    expect(await meOf({ ...citizen.claims, family_name: 'Prima', email: 'prima@posta.example' })).to.deep.equal(now);
  });

  it('is one for one fiscal code, whichever provider and account vouch for it', async () => {
    const citizen = await buildCitizen();
    const other: Record<string, unknown> = {
      ...citizen.claims,
      sub: `${citizen.subject}-altrove`,
      email: 'altrove@posta.example',
    };
    const spidCode = { 'https://attributes.eid.gov.it/spid_code': 'ALTRO0000000001' };
    // Issued earlier than what is known: nothing is refreshed, but the account is theirs from now on.
    expect((await meOf({ ...other, ...spidCode }, seconds(-30))).id).to.equal(citizen.id);
    const { acr: _, ...weaker } = other;
    expect((await meOf(weaker, seconds(5))).id).to.equal(citizen.id);
  });

  it('is one for one fiscal code that the identity card vouches for, which opens nothing of SPID', async () => {
    const citizen = await buildCitizen();
    const { 'https://attributes.eid.gov.it/spid_code': _, ...card } = citizen.claims;
    const me = await meOf({ ...card, sub: `${citizen.subject}-cie` }, seconds(5));
    expect(me).to.include({ id: citizen.id, fiscalCode: null, spidCode: null, birthDate: null });
    const spid = await meOf(citizen.claims, seconds(6));
    expect(spid).to.include({ fiscalCode: citizen.fiscalCode, birthDate: '1980-01-01' });
  });

  it('is not that of somebody with the same e-mail address, nor of a fiscal code that nobody certifies', async () => {
    const citizen = await buildCitizen({ email: 'famiglia@posta.example' });
    const { acr: _, ...uncertified } = citizen.claims;
    const me = await meOf({ ...uncertified, sub: `${citizen.subject}-password` });
    expect(me.id).not.to.equal(citizen.id);
    expect(me).to.include({ email: 'famiglia@posta.example', fiscalCode: null, spidCode: null, birthDate: null });
  });

  it('always has a name: of the token, or its address, or its account', async () => {
    const named = async (claims: Record<string, unknown>) => (await meOf(claims)).displayName;
    expect(await named({ sub: 'senza-nome-1', name: 'Anna Maria Bianchi' })).to.equal('Anna Maria Bianchi');
    expect(await named({ sub: 'senza-nome-2', email: 'anna@posta.example' })).to.equal('anna@posta.example');
    expect(await named({ sub: 'senza-nome-3' })).to.equal('senza-nome-3');
    expect(await named({ sub: 'senza-nome-4', given_name: ' \u202eAda\u0000 ' })).to.equal('Ada');
  });

  it('takes no attribute that does not fit, and lets the citizen in without it', async () => {
    const me = await meOf({
      sub: 'fuori-misura',
      given_name: 'x'.repeat(1_000),
      family_name: '가'.repeat(1_000),
      phone_number: '1'.repeat(41),
      email: 'a@b.example,c@d.example',
    });
    expect(me).to.include({ phone: null, email: null, givenName: 'x'.repeat(255), familyName: '가'.repeat(255) });
  });
});
