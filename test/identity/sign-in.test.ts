import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { print } from 'graphql';
import { hashPassword } from '../../src/identity/password.js';
import { createSignInThrottle, type SignInThrottle } from '../../src/identity/sign-in-throttle.js';
import { UserProfile } from '../../src/users/user-profile.entity.js';
import { ChangePasswordDocument, SignInDocument } from '../generated/operations.js';
import { startAnotherApp } from '../support/another-app.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildStaff } from '../support/build.js';
import { cheapHash } from '../support/cheap-hash.js';
import { send } from '../support/http.js';

const PASSWORD = 'una password molto lunga';

const CHEAP_HASH = cheapHash(PASSWORD);

/** An account of the staff that can sign in with PASSWORD. */
async function buildAccount(changes: Partial<UserProfile> = {}): Promise<{ id: string; email: string }> {
  const { id, email } = await buildStaff();
  await app().service.parts.database.transaction((tx) =>
    tx.manager.update(UserProfile, { id }, { passwordHash: CHEAP_HASH, ...changes }),
  );
  return { id, email };
}

const signIn = async (email: string, password = PASSWORD): Promise<string> =>
  (await as(null).ask(SignInDocument, { input: { email, password } })).signIn.accessToken;

const refused = (email: string, password = PASSWORD) =>
  as(null).refused(SignInDocument, { input: { email, password } });

beforeEach(() => {
  // Each test has its tries to itself.
  const { parts } = app().service;
  parts.signInThrottle = createSignInThrottle(parts.clock);
});

describe('signIn', function () {
  this.timeout(60_000);

  it('gives a token for an hour, whatever the case of the address', async () => {
    const { id, email } = await buildAccount();
    const before = app().clock.now().getTime();
    const { signIn: session } = await as(null).ask(SignInDocument, {
      input: { email: ` ${email.toUpperCase()} `, password: PASSWORD },
    });
    expect(session.user.id).to.equal(id);
    expect(new Date(session.expiresAt).getTime() - before).to.be.within(3_598_000, 3_605_000);
    const { me } = await as({ token: session.accessToken }).ask<{ me: { id: string } }, unknown>('{ me { id } }');
    expect(me.id).to.equal(id);
  });

  it('answers the same to a wrong password, an unknown address and an account that may not come in', async () => {
    const [account, gone] = [await buildAccount(), await buildAccount({ active: false })];
    const answers = [
      await refused(account.email, 'un’altra password'),
      await refused(`${randomUUID()}@uffici.example`),
      await refused(gone.email),
      await refused('', ''),
      await refused('\u0000', '\u0000'),
      await refused((await buildCitizen()).email),
    ];
    expect(answers[0]?.code).to.equal('UNAUTHENTICATED');
    for (const answer of answers) expect(answer).to.deep.equal(answers[0]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    const { email } = await buildAccount({ passwordHash: await hashPassword(PASSWORD) });
    const time = async (address: string) => {
      const began = performance.now();
      await refused(address, 'un’altra password');
      return performance.now() - began;
    };
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 2; round += 1) {
      known.push(await time(email));
      unknown.push(await time(`${randomUUID()}@uffici.example`));
    }
    // A look-up without the work of a password takes a hundredth.
    expect(Math.min(...unknown)).to.be.above(Math.min(...known) / 10);
  });

  it('makes the sixth try wait, however many come in one request, and then goes on', async () => {
    const { clock } = app();
    const { email } = await buildAccount();
    const tries = (count: number) =>
      send({
        query: `mutation($input: SignInInput!) { ${Array.from({ length: count }, (_, index) => `a${index}: signIn(input: $input) { accessToken }`).join(' ')} }`,
        variables: { input: { email, password: 'un’altra password' } },
      });
    const codes = async (count: number) => (await tries(count)).errors.map(({ extensions }) => extensions.code);
    // Fifteen at once are not looked at; four at once are four, or one if the first that fails ends the others.
    expect(await codes(15)).to.deep.equal(['QUERY_TOO_COMPLEX']);
    expect(new Set(await codes(4))).to.deep.equal(new Set(['UNAUTHENTICATED']));
    let further = 0;
    while ((await codes(1))[0] === 'UNAUTHENTICATED') further += 1;
    expect(further).to.be.within(1, 4);

    const waiting = await refused(email);
    expect(waiting.code).to.equal('RATE_LIMITED');
    expect(waiting.details.retryAfterSeconds).to.be.within(25, 30);
    try {
      clock.advance(31_000);
      await signIn(email);
    } finally {
      clock.reset();
    }
  });

  it('does not let the tries at one address keep somebody else out', async () => {
    const [attacked, other] = [await buildAccount(), await buildAccount()];
    for (let tries = 0; tries < 5; tries += 1) await refused(attacked.email, 'un’altra password');
    expect((await refused(attacked.email)).code).to.equal('RATE_LIMITED');
    await signIn(other.email);
  });

  /** Has a client fail as often as one may, at accounts that are not there. */
  const exhaust = (throttle: SignInThrottle, client: string) => {
    for (let tries = 0; tries < 20; tries += 1) throttle.attempt(`${randomUUID()}@uffici.example`, client);
  };

  it('counts the tries of each client behind a proxy for itself', async () => {
    const { email } = await buildAccount();
    exhaust(app().service.parts.signInThrottle, '198.51.100.7');
    const tryFrom = (client: string) =>
      as(null, { 'x-forwarded-for': client }).answer(SignInDocument, { input: { email, password: PASSWORD } });
    const codes = async (client: string) => (await tryFrom(client)).errors?.map(({ extensions }) => extensions.code);
    expect(await codes('198.51.100.7'), 'the client').to.deep.equal(['RATE_LIMITED']);
    expect(await codes('203.0.113.1, 198.51.100.7'), 'whatever it says itself').to.deep.equal(['RATE_LIMITED']);
    expect(await codes('198.51.100.8'), 'its neighbour').to.equal(undefined);
  });

  it('believes no proxy that it is not told of', async () => {
    const another = await startAnotherApp({ TRUSTED_PROXIES: '192.0.2.1' });
    try {
      exhaust(another.parts.signInThrottle, '127.0.0.1');
      const body = { query: print(SignInDocument), variables: { input: { email: 'a@uffici.example', password: '' } } };
      const { errors } = await send(body, { url: another.url, headers: { 'x-forwarded-for': '198.51.100.7' } });
      expect(errors.map(({ extensions }) => extensions.code)).to.deep.equal(['RATE_LIMITED']);
    } finally {
      await another.close();
    }
  });
});

describe('a temporary password', function () {
  this.timeout(60_000);

  it('is shown once, lets in, and has to be changed before anything else', async () => {
    const administrator = await buildAdministrator();
    const email = `${randomUUID().slice(0, 8)}@uffici.example`;
    const created = await as(administrator).ask<
      { createUser: { temporaryPassword: string; user: { id: string } } },
      object
    >('mutation($input: CreateUserInput!) { createUser(input: $input) { temporaryPassword user { id } } }', {
      input: { role: 'OPERATOR', givenName: 'Nuova', familyName: 'Collega', email },
    });
    const { temporaryPassword, user } = created.createUser;
    expect(temporaryPassword).to.match(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);

    const first = { token: await signIn(email, temporaryPassword) };
    const { me } = await as(first).ask<{ me: { id: string } }, unknown>('{ me { id } }');
    expect(me.id).to.equal(user.id);
    const refusal = await as(first).refused('{ desk { all } }');
    expect([refusal.code, refusal.message]).to.deep.equal([
      'FORBIDDEN',
      'La password è provvisoria: la cambi con changePassword prima di ogni altra operazione.',
    ]);

    const input = { currentPassword: temporaryPassword, newPassword: PASSWORD };
    await as(first).ask(ChangePasswordDocument, { input });
    expect((await send({ query: '{ me { id } }' }, { by: first })).status).to.equal(401);
    expect((await refused(email, temporaryPassword)).code).to.equal('UNAUTHENTICATED');
    await as({ token: await signIn(email) }).ask('{ desk { all } }');
  });
});

describe('changePassword', function () {
  this.timeout(60_000);

  const change = (token: string, currentPassword: string, newPassword: string) =>
    as({ token }).refused(ChangePasswordDocument, { input: { currentPassword, newPassword } });

  it('ends every session that was open, and leaves those of others', async () => {
    const { email } = await buildAccount();
    const other = await buildStaff();
    const sessions = [await signIn(email), await signIn(email)];
    const input = { currentPassword: PASSWORD, newPassword: 'una password del tutto nuova' };
    await as({ token: sessions[0] ?? '' }).ask(ChangePasswordDocument, { input });
    for (const token of sessions)
      expect((await send({ query: '{ me { id } }' }, { by: { token } })).status).to.equal(401);
    expect((await send({ query: '{ me { id } }' }, { by: other })).status).to.equal(200);
    expect((await refused(email)).code).to.equal('UNAUTHENTICATED');
    await signIn(email, input.newPassword);
  });

  it('refuses a wrong current one, one that is too short, too long, blank or the same', async () => {
    const { email } = await buildAccount();
    const token = await signIn(email);
    for (const [current, next, path] of [
      ['un’altra password', 'una password del tutto nuova', 'input.currentPassword'],
      [PASSWORD, 'corta', 'input.newPassword'],
      [PASSWORD, 'x'.repeat(201), 'input.newPassword'],
      [PASSWORD, ' '.repeat(20), 'input.newPassword'],
      [PASSWORD, PASSWORD, 'input.newPassword'],
    ] as const) {
      const { code, details } = await change(token, current, next);
      expect([code, details.violations[0].path]).to.deep.equal(['BAD_USER_INPUT', path]);
    }
    await signIn(email);
  });

  it('is no way around the wait after wrong tries', async () => {
    const { email } = await buildAccount();
    const token = await signIn(email);
    for (let tries = 0; tries < 5; tries += 1) await change(token, 'un’altra password', 'una password del tutto nuova');
    expect((await change(token, PASSWORD, 'una password del tutto nuova')).code).to.equal('RATE_LIMITED');
  });

  it('changes once when two come at the same instant', async () => {
    const { email } = await buildAccount();
    const token = await signIn(email);
    const next = ['la prima password nuova', 'la seconda password nuova'];
    const answers = await Promise.all(
      next.map((newPassword) =>
        as({ token }).answer(ChangePasswordDocument, { input: { currentPassword: PASSWORD, newPassword } }),
      ),
    );
    const refusals = answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
    expect(refusals).to.have.length(1);
    expect(refusals[0]).to.be.oneOf(['BAD_USER_INPUT', 'UNAUTHENTICATED']);
    await signIn(email, next[answers.findIndex(({ errors }) => !errors)]);
  });

  it('is not for citizens, who have none here', async () => {
    const { code } = await change((await buildCitizen()).token, PASSWORD, 'una password del tutto nuova');
    expect(code).to.equal('FORBIDDEN');
  });
});
