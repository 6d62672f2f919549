import { expect } from 'chai';
import { as } from '../support/as.js';
import { buildCitizen, type Person } from '../support/build.js';
import { type HttpAnswer, send } from '../support/http.js';

const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');

/** What hostile documents may take of the service, in milliseconds: on a slow machine, too. */
const SOON = 3_000;

describe('an operation that asks for too much', () => {
  let citizen: Person;
  before(async () => {
    citizen = await buildCitizen();
  });

  const refused = async (query: string, variables?: object): Promise<HttpAnswer> => {
    const began = Date.now();
    const answer = await send({ query, variables }, { by: citizen });
    expect(Date.now() - began).to.be.below(SOON);
    expect(answer.status, answer.text).to.equal(400);
    return answer;
  };
  const tooComplex = async (query: string, kind: string, variables?: object) => {
    const { errors } = await refused(query, variables);
    expect(errors[0]?.extensions.code).to.equal('QUERY_TOO_COMPLEX');
    expect(errors[0]?.extensions.details.kind).to.equal(kind);
    expect(errors[0]?.extensions.details.limit).to.be.a('number');
  };
  const badInput = async (query: string) => {
    const { errors } = await refused(query);
    expect(errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
  };

  it('is refused when its fields nest too deep', async () => {
    const inner = 'practices { nodes { messages { nodes { practice {';
    await tooComplex(
      `{ ${inner} ${'messages { nodes { practice {'.repeat(4)} id ${'} } }'.repeat(4)} } } } } } }`,
      'depth',
    );
  });

  it('is refused when its fragments nest too deep, within each other or one after the other', async () => {
    const nested = (levels: number) => `{ me { ${'... {'.repeat(levels)} id ${'}'.repeat(levels)} } }`;
    await tooComplex(nested(300), 'levels');
    // How deep GraphQL itself can look depends on how warm the process is: one of the two refuses it.
    const { errors } = await refused(nested(1_900));
    expect(errors[0]?.extensions.code).to.be.oneOf(['QUERY_TOO_COMPLEX', 'BAD_USER_INPUT']);
    const chain = repeat(200, (index) => `fragment F${index} on Query { ...F${index + 1} }`);
    await tooComplex(`{ ...F0 } ${chain} fragment F200 on Query { me { id } }`, 'levels');
  });

  it('is refused when its fragments double each other, without doubling the work', async () => {
    const doubling = repeat(40, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`);
    await tooComplex(`{ ...F0 } ${doubling} fragment F40 on Query { me { id } }`, 'nodes');
  });

  it('is refused when its pages multiply, whether their sizes are literals or variables', async () => {
    const query = (size: string) =>
      `{ practices(first: ${size}) { nodes { messages(first: ${size}) { nodes { practice { messages(last: ${size}) { nodes { id } } } } } } } }`;
    await tooComplex(query('100'), 'complexity');
    await tooComplex(`query($n: Int) ${query('$n')}`, 'complexity', { n: 100 });
    await as(citizen).ask(`query($n: Int) ${query('$n')}`, { n: 2 });
  });

  it('is counted by what it is asked with, also when the document is known', async () => {
    const inner = 'messages(first: $n) { nodes { practice { messages(last: $n) { nodes { id } } } } }';
    const query = `query($n: Int, $all: Boolean!, $id: ID!) {
      practices(first: $n) { nodes { id ... @include(if: $all) { ${inner} } } } message(id: $id) { id }
    }`;
    const id = '018f0000-0000-7000-8000-000000000000';
    for (let round = 0; round < 2; round += 1) {
      await as(citizen).ask(query, { n: 2, all: true, id });
      await as(citizen).ask(query, { n: 100, all: false, id });
      await tooComplex(query, 'complexity', { n: 100, all: true, id });
      const { errors } = await refused(query, { n: 2, all: true, id: { not: 'an id' } });
      expect(errors[0]?.extensions.code).to.equal('BAD_USER_INPUT');
      expect(errors[0]?.extensions.details.violations).to.have.nested.property('[0].path', 'id');
    }
  });

  it('cannot make up for it with a page of less than nothing', async () => {
    const parts = (size: number) =>
      repeat(
        8,
        (index) => `a${index}: practices(first: ${size}) { nodes { messages(first: 100) { nodes { id body } } } }`,
      );
    await tooComplex(`{ ${parts(100)} practices(first: -1000000) { nodes { id } } }`, 'complexity');
  });

  it('is refused when it tries many passwords at once', async () => {
    await tooComplex(
      `mutation { ${repeat(15, (index) => `a${index}: signIn(input: {email: "a@b.it", password: "x"}) { accessToken }`)} }`,
      'complexity',
    );
  });

  it('is refused when it has too many words: aliases, fields, arguments, levels', async () => {
    await badInput(`{ ${repeat(10_000, (index) => `a${index}: me { id }`)} }`);
    await badInput(`{ ${repeat(10_000, (index) => `a${index}: __typename`)} }`);
    await badInput(`{ me { ${'id '.repeat(6_001)} } }`);
    await badInput(`{ me { ${'id '.repeat(5_900)} } }`);
    await badInput(`{ practices(filter: { status: [${'DRAFT '.repeat(6_001)}] }) { totalCount } }`);
    await badInput(
      `mutation { createPractice(input: { data: { a: ${'['.repeat(2_900)}${']'.repeat(2_900)} } }) { practice { id } } }`,
    );
  });

  it('is refused when it follows the schema in circles', async () => {
    await badInput(`{ __schema { ${'types { fields { type {'.repeat(8)} name ${'} } }'.repeat(8)} } }`);
  });

  it('is refused when its answers of a form nest too deep, as a literal or as a variable', async () => {
    const query = 'mutation($i: CreatePracticeInput!) { createPractice(input: $i) { practice { id } } }';
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const body = `{"query":${JSON.stringify(query)},"variables":{"i":{"serviceId":"x","data":${deep}}}}`;
    const { errors } = await send(body, { by: citizen });
    expect(errors[0]?.extensions.details.violations).to.have.nested.property('[0].path', 'input.data');
  });

  it('is not the one that tools ask to know the schema', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const answer = await as(null).ask<{ __schema: { queryType: { name: string } } }, unknown>(getIntrospectionQuery());
    expect(answer.__schema.queryType.name).to.equal('Query');
  });
});
