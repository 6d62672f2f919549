import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { uuidv7 } from 'uuidv7';
import { Service, ServiceStatus } from '../../src/services/service.entity.js';
import { ServiceGroup } from '../../src/services/service-group.entity.js';
import { updateService } from '../../src/services/update-service.js';
import {
  CatalogueDocument,
  type CatalogueQuery,
  ServiceDocument,
  ServiceGroupDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff } from '../support/build.js';
import { buildGroup } from '../support/build-group.js';
import { countStatements, executed } from '../support/count-statements.js';

const { DRAFT, SUSPENDED, RETIRED, PUBLISHED } = ServiceStatus;

/** A topic of a test's own, so that it finds what it made and nothing else. */
const ownTopic = () => `Tema ${randomUUID().slice(0, 8)}`;

const names = ({ catalogue }: CatalogueQuery) => catalogue.nodes.map(({ name }) => name);

const find = async (topic: string, more: Record<string, unknown> = {}) =>
  names(await as(null).ask(CatalogueDocument, { topic, ...more }));

describe('R18 a group stands for its services', () => {
  it('is listed once, and its services not beside it', async () => {
    const topic = ownTopic();
    await buildService({ topic, name: 'Da solo' });
    await buildGroup({
      topic,
      name: 'In gruppo',
      services: [await buildService({ topic }), await buildService({ topic })],
    });
    const { catalogue } = await as(null).ask(CatalogueDocument, { topic });
    expect(catalogue.totalCount).to.equal(2);
    expect(catalogue.nodes.map((node) => [node.__typename, node.name])).to.deep.equal([
      ['Service', 'Da solo'],
      ['ServiceGroup', 'In gruppo'],
    ]);
  });

  it('shows what is available of it, in its order', async () => {
    const topic = ownTopic();
    const services = [await buildService(), await buildService({ status: DRAFT }), await buildService()];
    await buildGroup({ topic, services });
    const { catalogue } = await as(null).ask(CatalogueDocument, { topic });
    const [group] = catalogue.nodes;
    if (group?.__typename !== 'ServiceGroup') return expect.fail('no group');
    expect(group.services.map(({ id }) => id)).to.deep.equal([services[0]?.id, services[2]?.id]);
  });

  it('is found by words of its own and of its available services, and by nothing hidden', async () => {
    const topic = ownTopic();
    const word = () => `parola${randomUUID().slice(0, 8)}`;
    const [inName, inDescription, inService, inDraft] = [word(), word(), word(), word()];
    await buildGroup({
      topic,
      name: `Nido ${inName}`,
      description: `Per i più piccoli, ${inDescription}.`,
      services: [
        await buildService({ description: `Qualità ${inService}` }),
        await buildService({ status: DRAFT, name: `In preparazione ${inDraft}` }),
      ],
    });
    for (const search of [inName, inDescription, inService, `${inName.toUpperCase()} ${inService} qualita`, topic]) {
      expect(await find(topic, { search }), search).to.have.length(1);
    }
    expect(await find(topic, { search: inDraft })).to.deep.equal([]);
    expect(await find(topic, { search: `${inName} ${inDraft}` })).to.deep.equal([]);
  });

  it('is found under a topic of an available service, and under none that is hidden', async () => {
    const [ofService, ofDraft] = [ownTopic(), ownTopic()];
    const services = [await buildService({ topic: ofService }), await buildService({ topic: ofDraft, status: DRAFT })];
    const { name } = await buildGroup({ services });
    expect(await find(ofService)).to.deep.equal([name]);
    expect(await find(ofDraft)).to.deep.equal([]);
  });
});

describe('R19 a group without anything available does not appear', () => {
  const hidden = [
    ['an empty one', async () => []],
    ['all drafts', async () => [await buildService({ status: DRAFT }), await buildService({ status: DRAFT })]],
    [
      'suspended or retired',
      async () => [await buildService({ status: SUSPENDED }), await buildService({ status: RETIRED })],
    ],
    [
      'not open yet',
      async () => [await buildService({ publishedFrom: new Date(app().clock.now().getTime() + 60_000) })],
    ],
    ['over', async () => [await buildService({ publishedUntil: new Date(app().clock.now().getTime() - 60_000) })]],
  ] as const;

  for (const [which, services] of hidden) {
    it(`neither in the catalogue nor by its slug, to citizens; to the staff it is there: ${which}`, async () => {
      const topic = ownTopic();
      const { id, slug } = await buildGroup({ topic, services: [...(await services())] });
      for (const asker of [null, await buildCitizen()]) {
        expect(names(await as(asker).ask(CatalogueDocument, { topic }))).to.deep.equal([]);
        expect((await as(asker).ask(ServiceGroupDocument, { slug })).serviceGroup).to.equal(null);
      }
      for (const asker of [await buildStaff(), await buildAdministrator()]) {
        expect((await as(asker).ask(ServiceGroupDocument, { slug })).serviceGroup?.id).to.equal(id);
        expect(names(await as(asker).ask(CatalogueDocument, { topic })), 'as citizens see it').to.deep.equal([]);
      }
    });
  }

  it('from the instant on at which its last service ends, between two reads', async () => {
    const topic = ownTopic();
    const last = new Date(app().clock.now().getTime() + 60_000);
    const { slug, name } = await buildGroup({
      topic,
      services: [await buildService({ publishedUntil: last }), await buildService({ status: DRAFT })],
    });
    app().clock.stopAt(last);
    try {
      expect(await find(topic)).to.deep.equal([name]);
      expect((await as(null).ask(ServiceGroupDocument, { slug })).serviceGroup?.services).to.have.length(1);
      app().clock.advance(1);
      expect(await find(topic)).to.deep.equal([]);
      expect((await as(null).ask(ServiceGroupDocument, { slug })).serviceGroup).to.equal(null);
    } finally {
      app().clock.reset();
    }
  });

  it('nor does a service on its own that is not available, by its slug either', async () => {
    const topic = ownTopic();
    const operator = await buildStaff();
    for (const status of [DRAFT, SUSPENDED, RETIRED]) {
      const { slug, id } = await buildService({ topic, status });
      expect((await as(null).ask(ServiceDocument, { slug })).service).to.equal(null);
      expect((await as(operator).ask(ServiceDocument, { slug })).service?.id).to.equal(id);
    }
    expect(await find(topic)).to.deep.equal([]);
  });

  it('and what is hidden leaves no trace: no place, no group, no version', async () => {
    const services = [await buildService({ status: DRAFT }), await buildService(), await buildService()];
    const { slug } = await buildGroup({ services });
    const { serviceGroup } = await as(null).ask(ServiceGroupDocument, { slug });
    expect(serviceGroup?.version).to.equal(null);
    expect(serviceGroup?.services.map(({ position }) => position)).to.deep.equal([1, 2]);
    const { serviceGroup: toStaff } = await as(await buildStaff()).ask(ServiceGroupDocument, { slug });
    expect(toStaff?.services.map(({ position }) => position)).to.deep.equal([2, 3]);
    expect(toStaff?.version).to.be.a('number');
  });

  it('shows hidden services of a group to the staff alone', async () => {
    const { slug } = await buildGroup({ services: [await buildService(), await buildService({ status: DRAFT })] });
    const query = `{ serviceGroup(slug: "${slug}") { services(availableOnly: false) { id } } }`;
    expect((await as(null).refused(query)).code).to.equal('UNAUTHENTICATED');
    expect((await as(await buildCitizen()).refused(query)).code).to.equal('FORBIDDEN');
    for (const asker of [await buildStaff(), await buildAdministrator()]) {
      const { serviceGroup } = await as(asker).ask<{ serviceGroup: { services: unknown[] } }, unknown>(query);
      expect(serviceGroup.services).to.have.length(2);
    }
  });

  it('does not tell a citizen of the hidden group into which the service of their practice has moved', async () => {
    const service = await buildService();
    const citizen = await buildCitizen();
    const query = `mutation ($input: CreatePracticeInput!) { createPractice(input: $input) { practice { id } } }`;
    const { createPractice } = await as(citizen).ask<{ createPractice: { practice: { id: string } } }, unknown>(query, {
      input: { serviceId: service.id },
    });
    await app().service.parts.database.transaction((tx) => updateService(tx, { serviceId: service.id, status: DRAFT }));
    await buildGroup({ services: [service] });
    const seen = `{ practice(id: "${createPractice.practice.id}") { service { position version group { name } } } }`;
    expect(await as(citizen).ask(seen)).to.deep.equal({
      practice: { service: { position: null, version: null, group: null } },
    });
  });
});

describe('the catalogue', () => {
  it('is sorted as Italian readers expect, whatever the accents and the case', async () => {
    const topic = ownTopic();
    const sorted = ['Àncora', 'ancora due', 'Anagrafe', 'bonus', 'È tempo', 'L’asilo', 'Zona'];
    for (const name of ['Zona', 'È tempo', 'bonus', 'L’asilo', 'ancora due']) await buildService({ topic, name });
    for (const name of ['Àncora', 'Anagrafe']) await buildGroup({ topic, name, services: 1 });
    const collator = new Intl.Collator('it');
    expect(await find(topic)).to.deep.equal([...sorted].sort(collator.compare));
  });

  it('is read page by page by key, each entry once, also when something is added meanwhile', async () => {
    const topic = ownTopic();
    for (const name of ['A', 'C', 'E', 'E']) await buildService({ topic, name });
    for (const name of ['B', 'D', 'E']) await buildGroup({ topic, name, services: 1 });
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { catalogue }: CatalogueQuery = await as(null).ask(CatalogueDocument, { topic, first: 2, after });
      seen.push(...catalogue.nodes.map(({ id }) => id));
      after = catalogue.pageInfo.hasNextPage ? catalogue.pageInfo.endCursor : null;
      if (seen.length === 4) await buildService({ topic, name: 'AA' });
    } while (after !== null);
    expect(seen).to.have.length(7);
    expect(new Set(seen)).to.have.property('size', 7);
  });

  it('counts an empty list, too, and refuses a cursor of another one', async () => {
    const { catalogue } = await as(null).ask(CatalogueDocument, { topic: ownTopic() });
    expect(catalogue).to.deep.include({ totalCount: 0, nodes: [] });
    const after = Buffer.from(JSON.stringify(['service', 'a', 'b'])).toString('base64url');
    expect((await as(null).refused(CatalogueDocument, { after })).code).to.equal('BAD_USER_INPUT');
  });

  it('shows administrators what citizens will find at another instant, all the way down', async () => {
    const topic = ownTopic();
    const at = new Date(app().clock.now().getTime() + 30 * 86_400_000);
    const soon = await buildService({ topic, name: 'Presto', publishedFrom: at });
    await buildService({ topic, name: 'Finirà', publishedUntil: new Date(at.getTime() - 1) });
    await buildGroup({ topic, name: 'Gruppo futuro', services: [await buildService({ publishedFrom: at })] });
    const query = `query ($topic: String, $at: DateTime) {
      now: catalogue(topic: $topic, first: 5) { ...found }
      later: catalogue(topic: $topic, at: $at, first: 5) { ...found }
    }
    fragment found on CatalogueConnection {
      totalCount
      nodes {
        ... on Service { name availability }
        ... on ServiceGroup { name services { availability group { services { availability } } } }
      }
    }`;
    const administrator = await buildAdministrator();
    const answer = await as(administrator).ask(query, { topic, at: at.toISOString() });
    const available = { availability: 'AVAILABLE' };
    expect(answer).to.deep.equal({
      now: { totalCount: 1, nodes: [{ name: 'Finirà', ...available }] },
      later: {
        totalCount: 2,
        nodes: [
          { name: 'Gruppo futuro', services: [{ ...available, group: { services: [available] } }] },
          { name: 'Presto', ...available },
        ],
      },
    });
    expect((await as(null).ask(ServiceDocument, { slug: soon.slug })).service).to.equal(null);
    const input = { topic, at: at.toISOString() };
    expect((await as(null).refused(CatalogueDocument, input)).code).to.equal('UNAUTHENTICATED');
    for (const asker of [await buildCitizen(), await buildStaff()]) {
      expect((await as(asker).refused(CatalogueDocument, input)).code).to.equal('FORBIDDEN');
    }
  });

  it('answers 2,000 services in 300 groups with one statement, and as many for a page of 100 as of 1', async () => {
    const topic = ownTopic();
    await buildLargeCatalogue(topic);
    const nodes = '{ __typename ... on Service { id name availability } ... on ServiceGroup { id name ordered } }';
    const page = (first: number) =>
      countStatements(() =>
        as(null).ask<{ catalogue: { nodes: object[]; totalCount: number } }, unknown>(
          `{ catalogue(topic: "${topic}", first: ${first}) { nodes ${nodes} totalCount } }`,
        ),
      );
    for (const first of [1, 20, 100]) {
      const { result, statements } = await page(first);
      expect(result.catalogue.nodes).to.have.length(first);
      expect(result.catalogue.totalCount).to.equal(300 + 500);
      expect(executed(statements), `first: ${first}`).to.have.length(1);
    }
    const below =
      '{ ... on ServiceGroup { services { name position group { slug } } } ... on Service { group { slug } } }';
    const counts = [];
    for (const first of [1, 50]) {
      const { statements } = await countStatements(() =>
        as(null).ask(`{ catalogue(topic: "${topic}", first: ${first}) { nodes ${below} } }`),
      );
      counts.push(executed(statements).length);
    }
    expect(counts, 'page, services with their groups, places').to.deep.equal([3, 3]);
  }).timeout(60_000);
});

/** 300 groups of five services each, and 500 services on their own; groups and services come by turns. */
async function buildLargeCatalogue(topic: string): Promise<void> {
  const now = app().clock.now();
  const shared = {
    description: 'Inventato.',
    topic,
    version: 1,
    searchText: 'inventato',
    createdAt: now,
    updatedAt: now,
  };
  const named = (number: number) => {
    const id = uuidv7();
    return {
      ...shared,
      id,
      slug: `molti-${id}`,
      name: `Voce ${number}`,
      sortName: `voce ${String(number).padStart(4, '0')}`,
    };
  };
  const published = { instructions: null, status: PUBLISHED, publishedFrom: null, publishedUntil: null };
  const groups = Array.from({ length: 300 }, (_, index) => ({
    ...named(index * 2),
    ordered: false,
    singleFolder: false,
  }));
  const members = groups.flatMap(({ id: groupId }, group) =>
    [1, 2, 3, 4, 5].map((position) => ({ ...named(group * 5 + position), ...published, groupId, position })),
  );
  const alone = Array.from({ length: 500 }, (_, index) => ({
    ...named(index * 2 + 1),
    ...published,
    groupId: null,
    position: null,
  }));
  await app().service.parts.database.transaction(async (tx) => {
    await tx.manager.insert(ServiceGroup, groups);
    const all = [...members, ...alone];
    for (let from = 0; from < all.length; from += 500) await tx.manager.insert(Service, all.slice(from, from + 500));
  });
}
