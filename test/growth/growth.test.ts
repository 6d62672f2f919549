import { expect } from 'chai';
import { type Explained, explainedOperations } from '../../bench/src/explain-operations.js';
import { writeCursor } from '../../src/graphql/pagination.js';
import { app } from '../support/app.js';
import { isEmbedded } from '../support/scratch-database.js';
import type { TracedStatement } from '../support/traced-app.js';
import { changeEverything } from './changes.js';
import { Pins } from './pins.js';
import { scansOf } from './plan.js';
import { ask, buildTown, type Town } from './town.js';

/** How many more rows may be read in a municipality of three times the size: what some pages are filled with differs. */
const MAY_GROW = (rows: number): number => rows * 1.3 + 60;

/** Short pages are full in the small municipality too. */
const SHORT = { first: 3 };

const NAMESAKES = 'looks through those who share the rarer of two names';

/** What grows by its nature, and why. How many entries a list has is looked at apart: whoever asks for that has it counted. */
const GROWS: Record<string, string> = {
  desk: 'counts what the operator has in charge, and looks there for what they have not read',
  'practices: search of a name, operator': NAMESAKES,
  'practices: search of a name, wide operator': NAMESAKES,
  'practices: search of a name, administrator': NAMESAKES,
  'users, search': NAMESAKES,
};

const NO_ORDER = 'an operator of more services than a statement has parts has all practices looked at to be counted';

/** Totals for which a table is read from end to end, and why. */
const SCANS: Record<string, string> = {
  'practices: unread only, wide operator': NO_ORDER,
  'practices: awaiting a reply, wide operator': NO_ORDER,
};

/** Tells how many entries a list has. */
const isTotal = ({ sql }: TracedStatement): boolean => /^SELECT COUNT\(\*\) AS total\b/.test(sql);

const rowsOf = (statements: TracedStatement[]): number => statements.reduce((sum, { rowsRead }) => sum + rowsRead, 0);

(isEmbedded() ? describe.skip : describe)('the rows that an operation reads', function () {
  this.timeout(240_000);
  const rows = new Pins('rows');
  let small: Town;
  let large: Town;

  before(async () => {
    app().clock.stopAt(new Date());
    [small, large] = await Promise.all([buildTown(1_000, 1_200, 70), buildTown(3_000, 3_600, 70)]);
  });
  after(async () => {
    app().clock.reset();
    rows.update();
    await small?.close();
    await large?.close();
  });

  const read = async (town: Town, explained: Omit<Explained, 'name'>): Promise<TracedStatement[]> => {
    await ask(town, explained);
    return (await ask(town, explained)).statements;
  };

  const compared = (name: string, seen: number): string[] => {
    const most = rows.compare(name, withRoom(seen)) ?? 0;
    return seen > most ? [`${name}: reads ${seen} rows, pinned are ${most}`] : [];
  };

  const scans = async (name: string, statements: TracedStatement[]): Promise<string[]> => {
    const found: string[] = [];
    for (const statement of statements.filter(({ sql }) => /^[\s(]*SELECT/i.test(sql))) {
      for (const scan of await scansOf(large.database.dataSource, statement)) {
        found.push(`${name}: scans ${scan} in ${statement.sql.slice(0, 400)}`);
      }
    }
    return found;
  };

  it('are no more than are pinned, hardly more in three times the practices, and found by an index', async () => {
    const problems: string[] = [];
    const smallOnes = explainedOperations(small.town);
    const pageOf = (statements: TracedStatement[]) => rowsOf(statements.filter((each) => !isTotal(each)));
    for (const [index, explained] of explainedOperations(large.town).entries()) {
      const { name } = explained;
      const statements = await read(large, explained);
      problems.push(...compared(name, pageOf(statements)));
      problems.push(...compared(`${name}, total`, rowsOf(statements.filter(isTotal))));
      const [before, now] = [
        pageOf((await ask(small, shortened(smallOnes[index] ?? explained))).statements),
        pageOf((await ask(large, shortened(explained))).statements),
      ];
      if (now > MAY_GROW(before) && !(name in GROWS)) problems.push(`${name}: ${before} rows have become ${now}`);
      problems.push(...(await scans(name, name in SCANS ? statements.filter((each) => !isTotal(each)) : statements)));
    }
    expect(problems.join('\n')).to.equal('');
  });

  it('are as many on a page far into a list as on the first', async () => {
    for (const as of ['operator', 'wide operator', 'administrator'] as const) {
      const page = async (after: string | null) =>
        rowsOf(await read(large, { document: DESK, variables: { after }, as }));
      const far = writeCursor('practice.newest', [large.town.practice(1_500).id]);
      expect(await page(far), as).to.be.at.most((await page(null)) * 1.1);
    }
  });

  it('are no more than are pinned for whatever changes something, and found by an index', async () => {
    const problems: string[] = [];
    const before = new Map<string, number>();
    for (const town of [small, large]) {
      await changeEverything(town, async (document, as, input, name = document) => {
        const { result, statements } = await ask(town, { document, variables: { input }, as });
        if (name === null) return result;
        const seen = rowsOf(statements);
        if (town === small) before.set(name, seen);
        else {
          problems.push(...compared(name, seen), ...(await scans(name, statements)));
          const least = before.get(name) ?? 0;
          if (seen > MAY_GROW(least)) problems.push(`${name}: ${least} rows have become ${seen}`);
        }
        return result;
      });
    }
    expect(problems.join('\n')).to.equal('');
  });

  it('are pinned for nothing that is not there', () => {
    expect(rows.unseen()).to.deep.equal([]);
  });
});

/** The same with a short page, where it is of a list. */
const shortened = ({ variables, ...explained }: Explained): Explained => ({
  ...explained,
  variables: 'first' in variables ? { ...variables, ...SHORT } : variables,
});

const DESK = 'query ($after: String) { practices(first: 20, after: $after) { nodes { id status protocolNumber } } }';

/** A pin leaves room: a server of another version goes about it a little otherwise. */
const withRoom = (rowsRead: number): number => Math.ceil((rowsRead * 1.2 + 10) / 10) * 10;
