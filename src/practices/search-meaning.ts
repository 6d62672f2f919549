import type { Context } from '../context.js';
import { type Condition, searchable } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { protocolNumbers } from '../registry/protocol-number.js';
import { WordPlace } from '../users/user-word.entity.js';
import { beginsWith } from '../users/user-words.js';

/** What a word of a search can stand for. */
export interface Meaning {
  word: string;
  /** It begins a name of somebody. */
  isName: boolean;
  /** Services in whose names a word begins so. */
  services: string[];
  /** Protocol numbers: this one, of whichever year. */
  numbers: string[];
  /** The year of protocol numbers. */
  year: string | null;
  /** Whose certified fiscal code it is. */
  certified: string[];
}

/** Where a person's word has to stand for a practice to be found by it: an address is nobody's business there. */
export const NAMES = [WordPlace.NAME];

/** What a word can name. */
export type Kind = 'name' | 'services' | 'numbers' | 'year' | 'certified';

/** What a word can stand for: with one kind alone it narrows what has to be read. */
export function kindsOf({ isName, services, numbers, year, certified }: Meaning): Kind[] {
  const kinds: [Kind, boolean][] = [
    ['name', isName],
    ['services', services.length > 0],
    ['numbers', numbers.length > 0],
    ['year', year !== null],
    ['certified', certified.length > 0],
  ];
  return kinds.filter(([, is]) => is).map(([kind]) => kind);
}

/** Only who may be shown a fiscal code may find by it (R22): staff, on practices filed with SPID. */
const mayFindByFiscalCode = (viewer: Viewer, word: string): boolean => viewer.isStaff && /^[a-z0-9]{16}$/.test(word);

interface Meant {
  kind: 'SERVICE' | 'NAME' | 'CERTIFIED' | 'YEAR';
  /** What is meant. */
  id: string;
  /** By which words: one bit for each. */
  words: number;
}

/** One statement for all words. It reads the names of the services, and of people no more than whether there is one. */
export async function readMeanings({ database, viewer }: Context, words: string[]): Promise<Meaning[]> {
  const branches = [
    servicesNamed(words),
    {
      sql: `SELECT 'YEAR' AS kind, CAST(c.year AS CHAR(4)) AS id, 0 AS words FROM registry_counters c`,
      parameters: [],
    },
    ...words.flatMap((word, index) => peopleMeant(word, 1 << index, viewer)),
  ];
  const rows = await database.rows<Meant>(
    branches.map(({ sql }) => sql).join(' UNION ALL '),
    branches.flatMap(({ parameters }) => parameters),
  );
  const years = [...new Set(rows.filter(({ kind }) => kind === 'YEAR').map(({ id }) => id))];
  return words.map((word, index) => {
    const meant = (wanted: Meant['kind']) =>
      rows.filter(({ kind, words: by }) => kind === wanted && Number(by) & (1 << index)).map(({ id }) => id);
    return {
      word,
      isName: meant('NAME').length > 0,
      services: meant('SERVICE'),
      numbers: protocolNumbers(word, years),
      year: years.includes(word) ? word : null,
      certified: meant('CERTIFIED'),
    };
  });
}

function servicesNamed(words: string[]): Condition {
  const named = words.map((word) => ({
    sql: '(s.sortName LIKE ? OR s.sortName LIKE ?)',
    parameters: [`${word}%`, `% ${word}%`],
  }));
  const bits = named.map(({ sql }, index) => `CASE WHEN ${sql} THEN ${1 << index} ELSE 0 END`);
  const parameters = named.flatMap((each) => each.parameters);
  return {
    sql: `SELECT 'SERVICE' AS kind, s.id AS id, ${bits.join(' + ')} AS words FROM services s
      WHERE ${named.map(({ sql }) => sql).join(' OR ')}`,
    parameters: [...parameters, ...parameters],
  };
}

function peopleMeant(word: string, bit: number, viewer: Viewer): Condition[] {
  const named = beginsWith(word, NAMES, 'w');
  const branches = [
    {
      sql: `SELECT * FROM (SELECT 'NAME' AS kind, w.userId AS id, ${bit} AS words FROM user_words w WHERE ${named.sql} LIMIT 1) named${bit}`,
      parameters: named.parameters,
    },
  ];
  if (mayFindByFiscalCode(viewer, word)) {
    branches.push({
      sql: `SELECT 'CERTIFIED' AS kind, u.id AS id, ${bit} AS words FROM users u WHERE u.fiscalCode = ? AND u.spidCode IS NOT NULL`,
      parameters: [searchable(word).toUpperCase()],
    });
  }
  return branches;
}
