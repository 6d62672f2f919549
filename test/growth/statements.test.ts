import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { type Explained, explainedOperations, longPractice } from '../../bench/src/explain-operations.js';
import { app } from '../support/app.js';
import { isEmbedded } from '../support/scratch-database.js';
import { changeEverything } from './changes.js';
import { Pins } from './pins.js';
import { ask, buildTown, type Town } from './town.js';

const LENGTHS = [1, 20, 100];

/** Lists of every kind, as long as a page can be, and timelines: how long they are makes no difference. */
const lists = (town: Town): [Omit<Explained, 'variables'>, object[]][] => [
  ...(['operator', 'wide operator', 'administrator'] as const).map((as): [Omit<Explained, 'variables'>, object[]] => [
    { name: `practices, ${as}`, document: 'practices', as },
    LENGTHS.map((first) => ({ first })),
  ]),
  [{ name: 'users', document: 'users', as: 'administrator' }, LENGTHS.map((first) => ({ first }))],
  [{ name: 'services', document: 'services', as: 'operator' }, LENGTHS.map((first) => ({ first }))],
  [{ name: 'service groups', document: 'service-groups', as: 'operator' }, LENGTHS.map((first) => ({ first }))],
  [{ name: 'catalogue', document: 'catalogue', as: 'anybody' }, LENGTHS.map((first) => ({ first }))],
  [{ name: 'outbox', document: 'outbox', as: 'administrator' }, LENGTHS.map((first) => ({ first }))],
  [
    { name: 'practice, a timeline', document: 'practice', as: 'wide operator' },
    [1, 50].map((last) => ({ id: longPractice(town.town).id, last })),
  ],
];

describe('what is asked of a filled municipality', () => {
  const pins = new Pins('statements');
  const asked = new Set<string>();
  let town: Town;

  before(async () => {
    // Within one quarter of an hour the access register has a row once.
    app().clock.stopAt(new Date());
    town = await buildTown(300, 1_300, 110);
  });
  after(async () => {
    app().clock.reset();
    pins.update();
    await town?.close();
  });

  /** Asks twice: what a process remembers is there the second time, whatever was asked before. */
  const count = async (explained: Explained): Promise<number> => {
    asked.add(explained.document);
    await ask(town, explained);
    const { statements } = await ask(town, explained);
    return statements.length;
  };

  it('sends as many statements as are pinned, for everything that is read', async () => {
    const group = { name: 'service group', document: 'service-group', variables: { slug: 'gruppo-della-prova-0' } };
    for (const explained of [...explainedOperations(town.town), { ...group, as: 'citizen' as const }]) {
      const seen = await count(explained);
      expect(seen, explained.name).to.equal(pins.compare(explained.name, seen));
    }
  });

  it('sends as many for one entry of a list as for a hundred', async () => {
    for (const [list, pages] of lists(town)) {
      const [first = 0, ...others] = await inTurn(pages, (variables) => count({ ...list, variables }));
      expect(others, list.name).to.deep.equal(others.map(() => first));
    }
  });

  it('sends none that counts, where nobody asks how many there are', async () => {
    for (const [{ as, document }] of lists(town)) {
      if (document === 'practice') continue;
      const field = document.replace(/-g/, 'G');
      const node = field === 'catalogue' ? '__typename' : 'id';
      const { statements } = await ask(town, { document: `{ ${field} { nodes { ${node} } } }`, variables: {}, as });
      for (const { sql } of statements) expect(sql, field).not.to.match(/COUNT\(|SUM\(/i);
    }
  });

  it('sends as many as are pinned, for everything that is changed', async () => {
    await changeEverything(town, async (document, as, input, name = document) => {
      asked.add(document);
      const { result, statements } = await ask(town, { document, variables: { input }, as });
      if (name !== null) expect(statements.length, name).to.equal(pins.compare(name, statements.length));
      return result;
    });
  });

  it('leaves the counts of practices as a recount has them', async () => {
    const { dataSource } = town.database;
    const columns = Object.entries({
      submitted: 'SUBMITTED',
      registered: 'REGISTERED',
      underReview: 'UNDER_REVIEW',
      approved: 'APPROVED',
      rejected: 'REJECTED',
      withdrawn: 'WITHDRAWN',
    });
    const kept = await dataSource.query(
      `SELECT ${columns.map(([column]) => `SUM(${column}) AS ${column}`)} FROM practice_counts GROUP BY serviceId ORDER BY serviceId`,
    );
    const recounted = await dataSource.query(
      `SELECT ${columns.map(([column, status]) => `SUM(CASE WHEN status = '${status}' THEN 1 ELSE 0 END) AS ${column}`)}
         FROM practices WHERE status <> 'DRAFT' GROUP BY serviceId ORDER BY serviceId`,
    );
    expect(kept).to.deep.equal(recounted);
  });

  it('finds, of a name that many have, the practices that a look at each of them finds', async () => {
    const list =
      'query ($search: String) { practices(filter: { search: $search }, first: 100) { totalCount nodes { id } } }';
    for (const search of ['giulia', 'giu ros', 'permesso giulia', 'zzz']) {
      const asked = { document: list, variables: { search }, as: 'administrator' } as const;
      const { practices } = (await ask(town, asked)).result as unknown as { practices: Found };
      const words = search.split(' ').flatMap((word) => [`% ${word}%`, `% ${word}%`]);
      const every = await town.database.dataSource.query(
        `SELECT t.id FROM practices t JOIN users u ON u.id = t.applicantId JOIN services s ON s.id = t.serviceId
          WHERE t.status <> 'DRAFT' AND ${search
            .split(' ')
            .map(() => `(${spaced('u.searchText')} LIKE ? OR ${spaced('s.sortName')} LIKE ?)`)
            .join(' AND ')}
          ORDER BY t.id DESC`,
        words,
      );
      expect(practices.totalCount, search).to.equal(every.length);
      expect(practices.nodes, search).to.deep.equal(every.slice(0, 100));
    }
  });

  it('is pinned for every document of operations/, and for nothing else', () => {
    const documents = readdirSync(new URL('../../../operations/', import.meta.url)).map((file) => file.split('.')[0]);
    expect([...asked]).to.have.members(documents);
    expect(pins.unseen()).to.deep.equal([]);
  });
});

interface Found {
  totalCount: number;
  nodes: { id: string }[];
}

/** A text with a space before it, so that each of its words has one. */
const spaced = (column: string): string => (isEmbedded() ? `' ' || ${column}` : `CONCAT(' ', ${column})`);

async function inTurn<Item, Result>(items: Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
