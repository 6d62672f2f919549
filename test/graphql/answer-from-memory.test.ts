import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { ServiceStatus } from '../../src/services/service.entity.js';
import { askPublicly, askTwice, type PublicAnswer } from '../support/ask-publicly.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff } from '../support/build.js';
import { buildGroup } from '../support/build-group.js';
import { withOwnInstallation } from '../support/installation.js';
import { logLines } from '../support/log.js';

const TOTAL = { query: '{ catalogue { totalCount } }' };

/** What goes over the wire, but for the date. */
const wire = ({ status, headers, text }: PublicAnswer) => ({
  status,
  headers: Object.fromEntries([...headers].filter(([name]) => name !== 'date')),
  text,
});

/** Asks twice, and expects neither answer to be kept. */
async function askInVain(body: unknown, options: Parameters<typeof askPublicly>[1] = {}): Promise<PublicAnswer> {
  await askPublicly(body, options);
  const second = await askPublicly(body, options);
  expect(second.fromMemory, JSON.stringify(body)).to.equal(false);
  return second;
}

/** The lines of operations in the log since it had so many: waits for them, since one is written after its answer. */
async function operationsSince(before: number, count: number): Promise<Record<string, unknown>[]> {
  for (;;) {
    const lines = logLines()
      .slice(before)
      .filter(({ msg }) => msg === 'operation');
    if (lines.length >= count) return lines;
    await delay(5);
  }
}

describe('an answer from memory', () => {
  const { here } = withOwnInstallation();

  it(
    'is the one that was given before, byte for byte and header for header, for one statement',
    here(async () => {
      const group = await buildGroup({ name: 'Già – scuola', services: [await buildService(), await buildService()] });
      const service = await buildService({ name: 'Perché no? 🙂' });
      const slugs = { service: service.slug, group: group.slug };
      const below = '{ id name services { name position group { slug } } version journey { state } }';
      const query = `query Page($service: String!, $group: String!) {
        __typename
        page: catalogue(first: 5) { totalCount edges { cursor } pageInfo { endCursor } nodes { __typename ... on ServiceGroup ${below} } }
        service(slug: $service) { name version availability }
        serviceGroup(slug: $group) ${below}
      }`;
      for (const accept of ['*/*', 'application/json', 'application/graphql-response+json; q=1, text/html; q=0.1']) {
        const body = { query, variables: slugs, operationName: 'Page' };
        const first = await askPublicly(body, { headers: { accept } });
        const second = await askPublicly(body, { headers: { accept } });
        expect([first.fromMemory, second.fromMemory]).to.deep.equal([false, true]);
        expect(wire(second)).to.deep.equal(wire(first));
        expect(second.headers.get('content-type')).to.contain(
          accept.includes('response') ? 'graphql-response' : 'json',
        );
        const data = second.data as { service: object; serviceGroup: object };
        expect(data.service).to.deep.equal({ name: service.name, version: null, availability: 'AVAILABLE' });
        expect(data.serviceGroup).to.deep.include({ name: group.name, version: null, journey: null });
      }
    }),
  );

  it(
    'is given for what does not exist, too, and for fields in fragments',
    here(async () => {
      const nothing = await askTwice({ query: '{ service(slug: "non-esiste") { id } }' });
      expect(nothing.data).to.deep.equal({ service: null });
      await askTwice({ query: '{ ...F } fragment F on Query { ... { catalogue { totalCount } } }' });
    }),
  );

  it(
    'has its line in the log like any other',
    here(async () => {
      const body = { query: '{ mine: catalogue { totalCount } service(slug: "x") { id } }' };
      const before = logLines().length;
      await askTwice(body);
      const lines = await operationsSince(before, 2);
      const told = lines.map(({ kind, fields, status, outcome }) => [kind, fields, status, outcome]);
      const line = ['query', 'catalogue, service', 200, 'OK'];
      expect(told).to.deep.equal([line, line]);
      expect(lines[0]?.requestId).not.to.equal(lines[1]?.requestId);
    }),
  );

  it(
    'is for nobody who is signed in, and nothing that they are answered is for anybody else',
    here(async () => {
      const hidden = await buildService({ status: ServiceStatus.DRAFT });
      const body = { query: `{ service(slug: "${hidden.slug}") { name version } }` };
      const { data: seen } = await askTwice(body);
      expect(seen).to.deep.equal({ service: null });
      for (const by of [await buildAdministrator(), await buildStaff()]) {
        expect((await askInVain(body, { by })).data).to.deep.equal({ service: { name: hidden.name, version: 1 } });
      }
      expect((await askInVain(body, { by: await buildCitizen() })).data).to.deep.equal({ service: null });
      expect((await askPublicly(body)).data).to.deep.equal({ service: null });

      const first = { query: `{ service(slug: "${hidden.slug}") { name version status } }` };
      await askInVain(first, { by: await buildAdministrator() });
      expect((await askPublicly(first)).data).to.deep.equal({ service: null });
    }),
  );

  it(
    'is not for a token that is wrong',
    here(async () => {
      await askTwice(TOTAL);
      for (const authorization of ['Bearer sbagliato', 'Basic YTpi', 'x']) {
        const { status, errors } = await askInVain(TOTAL, { headers: { authorization } });
        expect([status, errors[0]?.extensions.code]).to.deep.equal([401, 'UNAUTHENTICATED']);
      }
    }),
  );

  const REFUSED: Record<string, string> = {
    'a page that is too long': '{ catalogue(first: 1000) { totalCount } }',
    'another instant': '{ catalogue(at: "2026-01-01T00:00:00Z") { totalCount } }',
    'something of which a part is refused': '{ catalogue { totalCount } serviceGroups { totalCount } }',
    'something of which a part below is refused':
      '{ serviceGroup(slug: "tutto") { services(availableOnly: false) { id } } }',
    'a field that does not exist': '{ catalogue { nothing } }',
    'a document that cannot be read': '{ catalogue {',
    'what costs too much': `{ ${Array.from({ length: 300 }, (_, n) => `a${n}: catalogue(first: 100) { nodes { __typename } }`).join(' ')} }`,
    'a mutation': 'mutation catalogue { discardMessage(input: { confirmationToken: "x" }) { __typename } }',
  };
  for (const [what, query] of Object.entries(REFUSED)) {
    it(
      `is never the refusal of ${what}: the log has its reason each time`,
      here(async () => {
        if (what.includes('below')) await buildGroup({ slug: 'tutto' });
        const before = logLines().length;
        const answers = [await askPublicly({ query }), await askPublicly({ query })];
        const codes = answers.map(({ errors }) => errors.map(({ extensions }) => extensions.code));
        expect(codes[0]).to.have.length(1);
        expect((await operationsSince(before, 2)).map(({ outcome }) => outcome)).to.deep.equal(codes);
      }),
    );
  }

  const OTHERS: Record<string, string> = {
    'the schema beside it': '{ catalogue { totalCount } __schema { queryType { name } } }',
    'a type of the schema beside it': '{ catalogue { totalCount } service: __type(name: "Service") { name } }',
    'another field': '{ catalogue { totalCount } me { id } }',
    'another field by the name of this one': '{ catalogue { totalCount } service: me { id } }',
    'another field in a fragment': '{ catalogue { totalCount } ...F } fragment F on Query { me { id } }',
    'another field in a fragment of a fragment':
      '{ ...F } fragment F on Query { catalogue { totalCount } ... on Query { ...G } } fragment G on Query { service: me { id } }',
    'another field that is left out this time': '{ catalogue { totalCount } me @include(if: false) { id } }',
  };
  for (const [what, query] of Object.entries(OTHERS)) {
    it(
      `is never one to ${what}`,
      here(async () => {
        expect((await askInVain({ query })).errors).to.deep.equal([]);
      }),
    );
  }

  it(
    'is never one to another operation of the document, nor to what a variable, the language or the headers make another',
    here(async () => {
      const [a, b] = [await buildService({ name: 'Alfa' }), await buildService({ name: 'Beta' })];
      const query = `query A($slug: String!, $first: Int) { service(slug: $slug) { name } catalogue(first: $first) { totalCount } }
        query B($slug: String!, $first: Int) { service(slug: $slug) { slug } catalogue(first: $first) { totalCount } }`;
      const body = (operationName: string, slug: string, more = {}) => ({
        query,
        operationName,
        variables: { slug, ...more },
      });
      await askTwice(body('A', a.slug));
      const others = [
        [body('B', a.slug), {}],
        [body('A', b.slug), {}],
        [body('A', a.slug, { first: 1 }), {}],
        [body('A', a.slug, { first: null }), {}],
        [body('A', 'first', { [a.slug]: 'slug' }), {}],
        [{ ...body('A', a.slug), query: `${query} ` }, {}],
        [body('A', a.slug), { 'accept-language': 'en' }],
        [body('A', a.slug), { accept: 'application/graphql-response+json' }],
        [body('A', a.slug), { 'content-type': 'application/json; charset=utf-8' }],
      ] as const;
      for (const [other, headers] of others) {
        expect((await askPublicly(other, { headers })).fromMemory, JSON.stringify([other, headers])).to.equal(false);
      }
      expect((await askTwice(body('B', b.slug))).data).to.deep.include({ service: { slug: b.slug } });
      expect((await askTwice(body('A', b.slug))).data).to.deep.include({ service: { name: 'Beta' } });
      expect((await askPublicly(body('A', a.slug))).fromMemory, 'and is still there').to.equal(true);
      expect((await askPublicly(body('A', a.slug, { first: 'null' }))).errors).to.have.length(1);
      const refusedAsType = await askPublicly(body('A', a.slug), { headers: { accept: 'text/html' } });
      expect(refusedAsType.status).to.equal(406);
    }),
  );

  it(
    'is never one to values that cannot be told apart, however deep they nest',
    here(async () => {
      const query = 'query ($first: Int) { catalogue(first: $first) { totalCount } }';
      await askTwice({ query, variables: { first: null } });
      const endless = `{"query": ${JSON.stringify(query)}, "variables": {"first": 1e400}}`;
      expect((await askInVain(endless)).errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
      const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
      const deep = await askInVain(`{"query": "{ catalogue { totalCount } }", "variables": {"unused": ${nested}}}`);
      expect(deep.errors).to.deep.equal([]);
    }),
  );

  it(
    'is forgotten when others have been asked for since and take the room; one that is too large is never kept',
    here(async () => {
      const text = 'è'.repeat(10_000);
      const { slug } = await buildService({ description: text, instructions: text });
      /** So many times 40 kB, each question another one. */
      const body = (times: number, number: number) => ({
        query: `{ ${Array.from({ length: times }, (_, n) => `a${n}: service(slug: "${slug}") { description instructions }`).join(' ')} }#${number}`,
      });
      await askInVain(body(30, 0));
      await askTwice(TOTAL);
      const last = 40;
      for (let number = 1; number <= last; number += 1) await askPublicly(body(20, number));
      expect((await askPublicly(body(20, last))).fromMemory).to.equal(true);
      expect((await askPublicly(body(20, last - 15))).fromMemory).to.equal(true);
      expect((await askPublicly(body(20, 1))).fromMemory).to.equal(false);
      expect((await askPublicly(TOTAL)).fromMemory, 'nothing was asked for longer ago').to.equal(false);
    }),
  );
});
