import { expect } from 'chai';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { type BuiltPractice, buildPractice, confirm, note, type Person, prepare, send } from '../support/build.js';
import { withClock } from '../support/time.js';

const PAGE = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $visibility: MessageVisibility) {
  practice(id: $id) {
    messages(first: $first, after: $after, last: $last, before: $before, visibility: $visibility) {
      totalCount
      edges { cursor node { id } }
      nodes { id body createdAt visibility }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}`;

interface Connection {
  totalCount: number;
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string; body: string; createdAt: string; visibility: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

interface Page {
  first?: number;
  after?: string | null;
  last?: number;
  before?: string | null;
  visibility?: string;
}

async function read(person: Person, id: string, page: Page = {}): Promise<Connection> {
  const { practice } = await as(person).ask<{ practice: { messages: Connection } }, unknown>(PAGE, { id, ...page });
  return practice.messages;
}

const bodies = ({ nodes }: Connection): string[] => nodes.map(({ body }) => body);

/** Every page forward, each of them full but the last. */
async function forward(person: Person, id: string, first: number): Promise<string[]> {
  const all: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: Connection = await read(person, id, { first, after });
    more = page.pageInfo.hasNextPage;
    if (more) expect(page.nodes).to.have.length(first);
    expect(page.nodes).not.to.be.empty;
    expect(page.pageInfo.hasPreviousPage).to.equal(after !== null);
    all.push(...bodies(page));
    after = page.pageInfo.endCursor;
  }
  return all;
}

/** Every page backward, each of them full but the last. */
async function backward(person: Person, id: string, last: number): Promise<string[]> {
  const all: string[] = [];
  for (let before: string | null = null, more = true; more; ) {
    const page: Connection = await read(person, id, { last, before });
    more = page.pageInfo.hasPreviousPage;
    if (more) expect(page.nodes).to.have.length(last);
    expect(page.pageInfo.hasNextPage).to.equal(before !== null);
    all.unshift(...bodies(page));
    before = page.pageInfo.startCursor;
  }
  return all;
}

describe('R3 notes and messages are one timeline', () => {
  withClock();
  let practice: BuiltPractice;
  const messages: string[] = [];
  const everything: string[] = [];

  before(async () => {
    practice = await buildPractice();
    const { id, operator, applicant } = practice;
    const write = async (body: string, isNote: boolean, author: Person) => {
      await (isNote ? note(author, id, body) : send(author, id, body));
      everything.push(body);
      if (!isNote) messages.push(body);
    };
    // Pages of any size meet notes at their beginning, their end and all through.
    const pattern = 'nnnm mnmn nnmm mmnn mnnm nm';
    for (const [index, kind] of [...pattern.replaceAll(' ', '')].entries()) {
      await write(`${index} ${kind}`, kind === 'n', index % 3 === 0 || kind === 'n' ? operator : applicant);
    }
  });

  it('gives pages of every size forward, full and without gap or double, to citizens and staff', async () => {
    for (const size of [1, 2, 3, 4, 7, 100]) {
      expect(await forward(practice.applicant, practice.id, size), `${size}`).to.deep.equal(messages);
      expect(await forward(practice.operator, practice.id, size), `${size}`).to.deep.equal(everything);
    }
  });

  it('gives the same pages backward, each of them oldest first', async () => {
    for (const size of [1, 2, 3, 4, 7, 100]) {
      expect(await backward(practice.applicant, practice.id, size), `${size}`).to.deep.equal(messages);
      expect(await backward(practice.operator, practice.id, size), `${size}`).to.deep.equal(everything);
    }
  });

  it('counts what the viewer can read', async () => {
    expect((await read(practice.applicant, practice.id)).totalCount).to.equal(messages.length);
    expect((await read(practice.operator, practice.id)).totalCount).to.equal(everything.length);
  });

  it('begins with the first 20 when neither first nor last is given', async () => {
    expect(bodies(await read(practice.operator, practice.id))).to.deep.equal(everything.slice(0, 20));
  });

  it('shows messages alone, or notes alone, to who asks for them, and a citizen has no notes', async () => {
    const internal = everything.filter((body) => !messages.includes(body));
    const ofOperator = await read(practice.operator, practice.id, { visibility: 'INTERNAL', first: 100 });
    expect(bodies(ofOperator)).to.deep.equal(internal);
    expect(ofOperator.totalCount).to.equal(internal.length);
    const ofCitizen = await read(practice.applicant, practice.id, { visibility: 'INTERNAL' });
    expect(ofCitizen).to.deep.include({ totalCount: 0, nodes: [], edges: [] });
    expect(ofCitizen.pageInfo).to.deep.equal({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
    expect(bodies(await read(practice.operator, practice.id, { visibility: 'PUBLIC', first: 100 }))).to.deep.equal(
      messages,
    );
  });

  it('gives edges and nodes that agree, and cursors that lead on from any of them', async () => {
    const { edges, nodes } = await read(practice.operator, practice.id, { first: 10 });
    expect(edges.map(({ node }) => node.id)).to.deep.equal(nodes.map(({ id }) => id));
    const after = edges[3]?.cursor ?? null;
    expect(bodies(await read(practice.operator, practice.id, { first: 2, after }))).to.deep.equal(
      everything.slice(4, 6),
    );
    expect(bodies(await read(practice.operator, practice.id, { last: 2, before: after }))).to.deep.equal(
      everything.slice(1, 3),
    );
  });

  it('lets nothing slip between two pages that is written while somebody reads on', async () => {
    const { id, operator, applicant } = await buildPractice();
    for (const body of ['1', '2', '3']) await send(operator, id, body);
    const page = await read(applicant, id, { first: 2 });
    const before = await read(applicant, id, { last: 2 });
    await note(operator, id);
    await send(operator, id, '4');
    expect(bodies(await read(applicant, id, { first: 9, after: page.pageInfo.endCursor }))).to.deep.equal(['3', '4']);
    expect(bodies(await read(applicant, id, { last: 9, before: before.pageInfo.startCursor }))).to.deep.equal(['1']);
  });

  it('keeps the order in which messages were sent, also within one instant', async () => {
    const { id, operator, applicant } = await buildPractice();
    app().clock.stopAt(new Date());
    const sent: string[] = [];
    for (let index = 0; index < 9; index += 1) {
      await send(index % 2 ? operator : applicant, id, `${index}`);
      sent.push(`${index}`);
      if (index % 4 === 0) await note(operator, id, 'nota');
    }
    expect(await forward(applicant, id, 2)).to.deep.equal(sent);
    expect(await backward(applicant, id, 2)).to.deep.equal(sent);
    const instants = (await read(applicant, id)).nodes.map(({ createdAt }) => createdAt);
    expect(new Set(instants).size).to.equal(sent.length);
    expect((await forward(operator, id, 2)).filter((body) => body !== 'nota')).to.deep.equal(sent);
    expect(await forward(operator, id, 3)).to.deep.equal(await backward(operator, id, 4));
  });

  it('keeps the order of sending, not of preparing', async () => {
    const { id, operator, applicant } = await buildPractice();
    app().clock.stopAt(new Date());
    const token = await prepare(operator, id, 'preparato prima');
    await send(applicant, id, 'inviato prima');
    await confirm(operator, token);
    expect(await forward(applicant, id, 5)).to.deep.equal(['inviato prima', 'preparato prima']);
  });

  it('does not go back when the clock does', async () => {
    const { id, operator, applicant } = await buildPractice();
    const now = Date.now();
    app().clock.stopAt(new Date(now));
    await send(operator, id, '1');
    app().clock.stopAt(new Date(now - 30_000));
    await send(applicant, id, '2');
    expect(await forward(applicant, id, 1)).to.deep.equal(['1', '2']);
  });

  it('refuses pages that there are not, and says which argument is wrong', async () => {
    const { id, applicant } = practice;
    const cursor = (await read(applicant, id, { first: 1 })).pageInfo.endCursor;
    const foreign = Buffer.from(JSON.stringify(['practice.newest', id])).toString('base64url');
    const forged = Buffer.from(JSON.stringify(['message', 'yesterday', id])).toString('base64url');
    const short = Buffer.from(JSON.stringify(['message', '2026-01-01T00:00:00.000Z'])).toString('base64url');
    const wrong: [Page, string][] = [
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ first: -1 }, 'first'],
      [{ last: 0 }, 'last'],
      [{ last: 101 }, 'last'],
      [{ first: 1, last: 1 }, 'last'],
      [{ last: 1, after: cursor }, 'last'],
      [{ first: 1, before: cursor }, 'before'],
      [{ before: cursor }, 'before'],
      ...['', 'x', '%%%', foreign, forged, short].flatMap((each): [Page, string][] => [
        [{ first: 1, after: each }, 'after'],
        [{ last: 1, before: each }, 'before'],
      ]),
    ];
    for (const [page, path] of wrong) {
      const { code, details } = await as(applicant).refused(PAGE, { id, ...page });
      expect(code, JSON.stringify(page)).to.equal('BAD_USER_INPUT');
      expect(details.violations[0].path, JSON.stringify(page)).to.equal(path);
    }
  });
});
