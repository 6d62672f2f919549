import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { as, type RefusalSeen } from '../support/as.js';
import { buildAdministrator, buildCitizen, buildService, buildStaff, type Person } from '../support/build.js';

const FIELDS = 'id slug name description instructions topic status publishedFrom publishedUntil availability';

const CREATE = `mutation($input: CreateServiceInput!) { createService(input: $input) { service { ${FIELDS} } } }`;

const UPDATE = `mutation($input: UpdateServiceInput!) { updateService(input: $input) { service { ${FIELDS} } } }`;

interface Service {
  id: string;
  slug: string;
  [field: string]: unknown;
}

const unique = () => randomUUID().slice(0, 8);

const paths = ({ code, details }: RefusalSeen) => [
  code,
  ...(details.violations ?? []).map(({ path }: { path: string }) => path),
];

describe('services', () => {
  let administrator: Person;
  before(async () => {
    administrator = await buildAdministrator();
  });
  const create = async (input: object): Promise<Service> =>
    (await as(administrator).ask<{ createService: { service: Service } }, object>(CREATE, { input })).createService
      .service;
  const update = async (input: object): Promise<Service> =>
    (await as(administrator).ask<{ updateService: { service: Service } }, object>(UPDATE, { input })).updateService
      .service;
  const refused = (operation: string, input: object) => as(administrator).refused(operation, { input });

  it('are drafts unless they say otherwise, and get their slug from their name', async () => {
    const mark = unique();
    const service = await create({ name: `Città – l’Età ${mark}!`, description: 'Prova' });
    expect(service).to.deep.include({
      slug: `citta-l-eta-${mark}`,
      status: 'DRAFT',
      availability: 'NOT_PUBLISHED',
      instructions: null,
      topic: null,
      publishedFrom: null,
      publishedUntil: null,
    });
    expect((await create({ name: '😀', description: 'Prova' })).slug).to.match(/^servizio(-\d+)?$/);
    expect((await create({ name: 'x'.repeat(200), description: 'Prova' })).slug.length).to.be.at.most(80);
  });

  it('get another slug when that of their name is taken, also when several are made at the same instant', async () => {
    const name = `Nido ${unique()}`;
    const slug = name.toLowerCase().replace(' ', '-');
    expect((await create({ name, description: 'Prova' })).slug).to.equal(slug);
    expect((await create({ name, description: 'Prova' })).slug).to.equal(`${slug}-2`);
    const both = await Promise.all([create({ name, description: 'Prova' }), create({ name, description: 'Prova' })]);
    expect(both.map((service) => service.slug).toSorted()).to.deep.equal([`${slug}-3`, `${slug}-4`]);
  });

  it('have a slug that was asked for to themselves, also when several ask at the same instant', async () => {
    const slug = `scelto-${unique()}`;
    const input = { name: 'Prova', description: 'Prova', slug };
    const answers = await Promise.all(Array.from({ length: 4 }, () => as(administrator).answer(CREATE, { input })));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'created');
    expect(codes.toSorted()).to.deep.equal(['CONFLICT', 'CONFLICT', 'CONFLICT', 'created']);

    const other = await buildService();
    expect((await refused(UPDATE, { serviceId: other.id, slug })).code).to.equal('CONFLICT');
    expect((await update({ serviceId: other.id, slug: other.slug })).slug).to.equal(other.slug);
  });

  it('keep what a change leaves out, and clear what it gives as null', async () => {
    const all = {
      name: `Tutto ${unique()}`,
      description: 'Prima riga\nSeconda riga',
      instructions: 'Portare un documento.',
      topic: 'Scuola',
      status: 'PUBLISHED',
      publishedFrom: '2026-01-01T00:00:00.000Z',
      publishedUntil: '2026-12-31T23:59:59.999Z',
    };
    const { id: serviceId, slug } = await create({ ...all, publishedFrom: '2026-01-01T01:00:00+01:00' });
    expect(await update({ serviceId })).to.deep.include({ ...all, slug });
    expect(await update({ serviceId, topic: 'Nido' })).to.deep.include({ ...all, topic: 'Nido' });

    const cleared = { instructions: null, topic: null, publishedFrom: null, publishedUntil: null };
    expect(await update({ serviceId, ...cleared })).to.deep.include({ ...all, ...cleared });
    const renamed = await update({ serviceId, name: `Altro ${unique()}`, slug: null });
    expect(renamed.slug).to.match(/^altro-/);
    for (const name of ['name', 'description', 'status']) {
      expect(paths(await refused(UPDATE, { serviceId, [name]: null }))).to.deep.equal([
        'BAD_USER_INPUT',
        `input.${name}`,
      ]);
    }
  });

  it('R21 cannot open after they end: both dates are named, also when one of them stood already', async () => {
    const dates = { publishedFrom: '2026-03-02T00:00:00Z', publishedUntil: '2026-03-01T00:00:00Z' };
    const both = ['BAD_USER_INPUT', 'input.publishedFrom', 'input.publishedUntil'];
    expect(paths(await refused(CREATE, { name: 'Prova', description: 'Prova', ...dates }))).to.deep.equal(both);
    const { id: serviceId } = await create({
      name: 'Prova',
      description: 'Prova',
      publishedFrom: dates.publishedFrom,
      publishedUntil: dates.publishedFrom,
    });
    expect(paths(await refused(UPDATE, { serviceId, publishedUntil: dates.publishedUntil }))).to.deep.equal(both);
    const late = '2026-03-03T00:00:00Z';
    expect(paths(await refused(UPDATE, { serviceId, publishedFrom: late }))).to.deep.equal(both);
    await update({ serviceId, publishedFrom: late, publishedUntil: null });
  });

  it('that there are not cannot be changed', async () => {
    for (const serviceId of ['01890000-0000-7000-8000-000000000000', 'è no id', '']) {
      expect((await refused(UPDATE, { serviceId, topic: 'x' })).code).to.equal('NOT_FOUND');
    }
  });

  it('are listed for the staff by name, page after page, and nobody else', async () => {
    const mark = unique();
    const slugs: string[] = [];
    for (const name of ['Èlenco b', 'elenco a', 'Elenco b', 'ELENCO C']) {
      const status = name.endsWith('C') ? 'SUSPENDED' : 'PUBLISHED';
      slugs.push((await create({ name: `${name} ${mark}`, description: 'Prova', status })).slug);
    }
    const query = `query($search: String, $status: [ServiceStatus!], $after: String) {
      services(search: $search, status: $status, first: 3, after: $after) {
        totalCount nodes { slug } pageInfo { hasNextPage endCursor }
      }
    }`;
    interface Page {
      services: { totalCount: number; nodes: Service[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    }
    const operator = await buildStaff({});
    const page = async (variables: object) => (await as(operator).ask<Page, object>(query, variables)).services;
    const first = await page({ search: mark });
    const second = await page({ search: mark, after: first.pageInfo.endCursor });
    const listed = [...first.nodes, ...second.nodes].map(({ slug }) => slug);
    expect(listed).to.deep.equal([slugs[1], slugs[0], slugs[2], slugs[3]]);
    expect([first.totalCount, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).to.deep.equal([4, true, false]);
    expect((await page({ search: mark, status: ['SUSPENDED'] })).nodes.map(({ slug }) => slug)).to.deep.equal([
      slugs[3],
    ]);
    expect((await page({ search: mark, status: [] })).totalCount).to.equal(0);
    expect((await as(await buildCitizen()).refused(query, {})).code).to.equal('FORBIDDEN');
  });
});
