import { expect } from 'chai';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, type Person } from '../support/build.js';
import { type HttpAnswer, send } from '../support/http.js';

/** Stands for what must never come back: a password, say, where no text was expected. */
const SECRET = 'S3CRET';

const path = ({ errors }: HttpAnswer): unknown => {
  const violations = errors[0]?.extensions.details.violations as { path: string }[] | undefined;
  return violations?.map((violation) => violation.path).join();
};

describe('a request that is no operation', () => {
  for (const [what, body, named] of [
    ['no JSON', '{', 'body'],
    ['nothing', '', 'body'],
    ['null', 'null', 'body'],
    ['a number', '12', 'body'],
    ['a text', '"{ me { id } }"', 'body'],
    ['a batch', '[{"query":"{ me { id } }"},{"query":"{ me { id } }"}]', 'body'],
    ['an object with another prototype', '{"query":"{ me { id } }","__proto__":{"query":"{ me { id } }"}}', 'body'],
    ['an object without a query', '{}', 'query'],
    ['an empty query', { query: ' ' }, 'query'],
    ['a query that is no text', { query: [SECRET] }, 'query'],
    ['variables that are a text', { query: '{ me { id } }', variables: SECRET }, 'variables'],
    ['variables that are a list', { query: '{ me { id } }', variables: [SECRET] }, 'variables'],
    ['a name that is no text', { query: '{ me { id } }', operationName: { SECRET } }, 'operationName'],
    ['extensions that are a number', { query: '{ me { id } }', extensions: 5 }, 'extensions'],
    ['a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: SECRET } } }, 'query,extensions'],
    [
      'a query to persist',
      { query: '{ me { id } }', extensions: { persistedQuery: { version: 1, sha256Hash: SECRET } } },
      'extensions',
    ],
    ['a NUL byte', '{"query":"{ me { id } }\u0000"}', 'body'],
  ] as [string, unknown, string][]) {
    it(`is refused when it is ${what}`, async () => {
      const answer = await send(body);
      expect(answer.status).to.equal(400);
      expect(answer.errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
      expect(path(answer)).to.equal(named);
      expect(answer.text).not.to.contain(SECRET);
    });
  }

  it('is refused in the language of the request, Italian unless English is preferred', async () => {
    const message = async (language?: string) => {
      const { errors } = await send({}, { headers: language === undefined ? {} : { 'accept-language': language } });
      return errors[0]?.message;
    };
    const italian = 'Dati non validi: query: richiede un documento GraphQL.';
    const english = 'Invalid input: query: takes a GraphQL document.';
    expect(await message()).to.equal(italian);
    expect(await message('it-IT,it;q=0.9,en;q=0.8')).to.equal(italian);
    expect(await message('de-DE,fr;q=0.9')).to.equal(italian);
    expect(await message(`;;q=,,${'x'.repeat(5_000)},en`)).to.equal(italian);
    expect(await message('en')).to.equal(english);
    expect(await message('de;q=1.0, en-GB;q=0.8, it;q=0.2')).to.equal(english);
  });

  // What a page of another site can send in a visitor's name without asking first; of multipart the proofs of uploads tell.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', '']) {
    it(`is refused with the content type '${type}'`, async () => {
      const answer = await send('{"query":"{ me { id } }"}', { headers: { 'content-type': type } });
      expect(answer.status).to.equal(415);
      expect(answer.errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
    });
  }

  for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    it(`is refused when it comes by ${method}`, async () => {
      const answer = await send(undefined, { method, path: '/graphql?query={me{id}}' });
      expect(answer.status).to.equal(405);
      expect(answer.headers.get('allow')).to.equal('POST');
      if (method !== 'HEAD') expect(answer.errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
    });
  }

  it('is refused when it is larger than a mebibyte', async () => {
    const answer = await send({ query: '{ me { id } }', variables: { x: 'x'.repeat(1024 * 1024) } });
    expect(answer.status).to.equal(413);
    expect(answer.errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
  });

  it('is not found anywhere else', async () => {
    const answer = await send(undefined, { method: 'GET', path: '/graphql/admin' });
    expect(answer.status).to.equal(404);
    expect(answer.errors[0]?.extensions.code).to.equal('NOT_FOUND');
  });
});

describe('a document that is not valid', () => {
  const SIGN_IN = 'mutation($i: SignInInput!) { signIn(input: $i) { accessToken } }';
  const PRACTICE = 'query($id: ID!) { practice(id: $id) { id } }';
  const CREATE = 'mutation($i: CreateServiceInput!) { createService(input: $i) { service { id } } }';

  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });

  for (const [what, query, variables, named] of [
    ['does not parse', '{ me {', undefined, 'query'],
    ['has a text where none belongs', `{ me "${SECRET}" }`, undefined, 'query'],
    ['has an unknown field', '{ me { password } }', undefined, 'query'],
    ['has an unknown argument', '{ users(password: 1) { totalCount } }', undefined, 'query'],
    ['has an unknown enum value', `{ users(role: ${SECRET}) { totalCount } }`, undefined, 'query'],
    ['has a text for an enum value', `{ users(role: "${SECRET}") { totalCount } }`, undefined, 'query'],
    ['has a text for a number', `{ users(first: "${SECRET}") { totalCount } }`, undefined, 'query'],
    ['has a number that is too large', '{ users(first: 99999999999) { totalCount } }', undefined, 'query'],
    ['has a text for an input', `mutation { signIn(input: "${SECRET}") { accessToken } }`, undefined, 'query'],
    [
      'has an object for a text',
      `mutation { signIn(input: {email: "a", password: {x: "${SECRET}"}}) { accessToken } }`,
    ],
    ['has no selection', '{ me }', undefined, 'query'],
    ['has a fragment within itself', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['has an unknown fragment', '{ ...A }', undefined, 'query'],
    ['has an unknown directive', '{ me @secret { id } }', undefined, 'query'],
    ['has two operations and no name', 'query A { me { id } } query B { me { id } }', undefined, 'query'],
    ['lacks a variable', PRACTICE, {}, 'variables'],
    ['has null for a variable', PRACTICE, { id: null }, 'variables'],
    ['has an object for an id', PRACTICE, { id: { x: SECRET } }, 'id'],
    ['has a list for a password', SIGN_IN, { i: { email: 'a', password: [SECRET] } }, 'i.password'],
    ['has an object for a password', SIGN_IN, { i: { email: 'a', password: { x: SECRET } } }, 'i.password'],
    [
      'has a password to mislead',
      SIGN_IN,
      { i: { email: 'a', password: [`a at "i.x"; b: ${SECRET}; "`] } },
      'i.password',
    ],
    ['has no password', SIGN_IN, { i: { email: SECRET } }, 'i'],
    [
      'has an unknown enum value in a variable',
      'query($r: Role) { users(role: $r) { totalCount } }',
      { r: SECRET },
      'r',
    ],
    [
      'has no instant in a variable',
      CREATE,
      { i: { name: 'x', description: 'x', publishedFrom: SECRET } },
      'i.publishedFrom',
    ],
  ] as [string, string, object | undefined, string | undefined][]) {
    it(`is refused when it ${what}, without an echo`, async () => {
      const answer = await send({ query, variables }, { by: administrator });
      expect(answer.status, answer.text).to.equal(400);
      expect(answer.errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
      expect(path(answer)).to.equal(named ?? 'query');
      expect(answer.text).not.to.contain(SECRET);
      expect(answer.text).not.to.contain('stacktrace');
    });
  }

  it('is refused when it names an operation that it does not have', async () => {
    const answer = await send({ query: 'query A { me { id } }', operationName: 'B' });
    expect([answer.status, answer.errors[0]?.extensions.code]).to.deep.equal([400, 'BAD_USER_INPUT']);
  });

  it('is refused when it asks for live updates, which do not come this way', async () => {
    const { errors } = await send({ query: 'subscription { practiceChanged { id } }' });
    expect(errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
  });
});

describe('a value that is not acceptable', () => {
  const CREATE_SERVICE = 'mutation($i: CreateServiceInput!) { createService(input: $i) { service { id } } }';
  const CREATE_USER = 'mutation($i: CreateUserInput!) { createUser(input: $i) { user { id email } } }';
  const service = { name: 'Prova', description: 'Prova' };
  const user = { role: 'ADMIN', givenName: 'Ada', familyName: 'Prova', email: 'ada.prova@uffici.example' };

  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });

  for (const [what, query, i, violation] of [
    [
      'an empty name',
      CREATE_SERVICE,
      { ...service, name: ' ' },
      'input.name: richiede da 1 a 200 caratteri su una riga',
    ],
    ['an invisible name', CREATE_SERVICE, { ...service, name: '\u200b\u2060\u00ad' }, 'input.name: richiede'],
    ['a name with a NUL byte', CREATE_SERVICE, { ...service, name: 'a\u0000b' }, 'input.name: richiede'],
    ['a name of two lines', CREATE_SERVICE, { ...service, name: 'a\nb' }, 'input.name: richiede'],
    ['half a character', CREATE_SERVICE, { ...service, name: 'a\ud800' }, 'input.name: richiede'],
    ['a name that is too long', CREATE_SERVICE, { ...service, name: SECRET.repeat(40) }, 'input.name: richiede'],
    [
      'a description that is too long',
      CREATE_SERVICE,
      { ...service, description: SECRET.repeat(2_000) },
      'input.description: richiede da 1 a 10000 caratteri',
    ],
    ['a slug with a space', CREATE_SERVICE, { ...service, slug: 'a b' }, 'input.slug: richiede lettere minuscole'],
    [
      'a year that no database stores',
      CREATE_SERVICE,
      { ...service, publishedUntil: '9999-12-31T23:59:59-12:00' },
      null,
    ],
    ['a 30 February', CREATE_SERVICE, { ...service, publishedUntil: '2026-02-30T00:00:00Z' }, null],
    ['two addresses', CREATE_USER, { ...user, email: 'a@b.example,c@d.example' }, 'input.email: richiede un solo'],
    ['an address in quotes', CREATE_USER, { ...user, email: '"a b,c"@b.example' }, 'input.email: richiede un solo'],
    ['an address with a name', CREATE_USER, { ...user, email: 'Ada <a@b.example>' }, 'input.email: richiede un solo'],
    ['too many services', CREATE_USER, { ...user, serviceIds: Array(501).fill('x') }, 'input.serviceIds: richiede al'],
  ] as [string, string, object, string | null][]) {
    it(`is refused: ${what}`, async () => {
      const answer = await send({ query, variables: { i } }, { by: administrator });
      expect(answer.errors[0]?.extensions.code, answer.text).to.equal('BAD_USER_INPUT');
      expect(answer.text).not.to.contain(SECRET);
      const violations = answer.errors[0]?.extensions.details.violations as { path: string; message: string }[];
      expect(violations).to.have.length(1);
      const [{ path: named, message }] = violations as [(typeof violations)[number]];
      if (violation) expect(`${named}: ${message}`).to.contain(violation);
    });
  }

  it('is told with all others at once, in English too', async () => {
    const i = { name: '', description: '', slug: 'è' };
    const { errors } = await send(
      { query: CREATE_SERVICE, variables: { i } },
      { by: administrator, headers: { 'accept-language': 'en' } },
    );
    expect(errors[0]?.extensions.details.violations).to.deep.equal([
      { path: 'input.slug', message: 'takes lower-case letters, digits and hyphens, 80 at most.' },
      { path: 'input.name', message: 'takes 1 to 200 characters on one line, without control characters.' },
      { path: 'input.description', message: 'takes 1 to 10000 characters, without control characters.' },
    ]);
  });

  it('is not one that only takes more room where it is sorted and searched by', async () => {
    for (const name of ['가'.repeat(200), 'İ'.repeat(200), 'ß'.repeat(200), 'ﷺ'.repeat(200), '😀'.repeat(100)]) {
      await as(administrator).ask(CREATE_SERVICE, { i: { ...service, name } });
    }
    const names = { givenName: '가'.repeat(255), familyName: '각'.repeat(255) };
    await as(administrator).ask(CREATE_USER, { i: { ...user, ...names } });
  });

  it('is an id, a cursor or a search that nothing can have, whatever its characters', async () => {
    const citizen = await buildCitizen();
    const odd = ['è😀', '\u0000', '\ud800', "' OR 1=1 --", '%', '_', '\\', 'x'.repeat(10_000)];
    for (const text of odd) {
      const { practice, message, practices } = await as(citizen).ask<Record<string, unknown>, object>(
        `query($id: ID!, $search: String!) {
          practice(id: $id) { id } message(id: $id) { id }
          practices(filter: { serviceId: [$id], search: $search }) { nodes { id } }
        }`,
        { id: text, search: text },
      );
      expect([practice, message, practices]).to.deep.equal([null, null, { nodes: [] }]);
      for (const [list, key, values] of [
        ['users', 'user', [text]],
        ['services', 'service', [text, text]],
        ['practices', 'practice.newest', [text]],
      ] as const) {
        const after = Buffer.from(JSON.stringify([key, ...values])).toString('base64url');
        const query = `query($after: String!) { ${list}(after: $after) { nodes { id } } }`;
        const { code, details } = await as(administrator).refused(query, { after });
        expect([code, details.violations[0].path], `${list} after ${text.slice(0, 20)}`).to.deep.equal([
          'BAD_USER_INPUT',
          'after',
        ]);
      }
    }
  });

  it('is a page size outside of 1 to 100; null takes the default', async () => {
    const query = 'query($first: Int) { users(first: $first) { nodes { id } } }';
    for (const first of [-1000, -1, 0, 101, 2_147_483_647]) {
      const { code, details } = await as(administrator).refused(query, { first });
      expect([code, details.violations[0].path]).to.deep.equal(['BAD_USER_INPUT', 'first']);
    }
    await as(administrator).ask(query, { first: null });
    await as(administrator).ask('{ users(first: null) { totalCount } }');
  });
});
