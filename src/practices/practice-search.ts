import type { Context } from '../context.js';
import { MOST_PARTS } from '../graphql/keyset.js';
import { type Condition, isOneOf, searchable, searchWords } from '../graphql/search.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import type { Viewer } from '../identity/viewer.js';
import { protocolNumbers } from '../registry/protocol-number.js';
import { WordPlace } from '../users/user-word.entity.js';
import { beginsWith, findPeople, isPersonWith, personHas } from '../users/user-words.js';

/** What a search comes to, once it is known what its words can stand for. */
export interface PracticeSearch {
  /** What a practice has to meet, told practice by practice: for a page. */
  conditions: Condition[];
  /** The same, told from those who are meant: for a count. */
  counted: Condition[];
  /** Few disjoint parts in which alone something can be found, where there are such. */
  parts: Condition[] | null;
  /** The services for which alone something can be found, where a word names nothing else. */
  serviceIds: string[] | null;
}

/** What a word of a search can stand for. */
interface Meaning {
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

const NAMES = [WordPlace.NAME];

/**
 * Works out what the words of a search stand for, so that what is rare in it decides what is read: each word begins a word
 * of the applicant's name or of the service's, or is a protocol number or its year, or the applicant's fiscal code.
 */
export async function readSearch(context: Context, search: string | null | undefined): Promise<PracticeSearch> {
  const words = searchWords(search);
  if (words.length === 0) return { conditions: [], counted: [], parts: null, serviceIds: null };
  const meanings = await readMeanings(context, words);
  return {
    conditions: meanings.map((meaning) => found(meaning, personHas)),
    counted: meanings.map((meaning) => found(meaning, isPersonWith)),
    parts: await rarePartsOf(context, meanings),
    serviceIds: servicesMeant(meanings),
  };
}

/** Holds for practices (alias t) in which a word is found. */
function found({ word, isName, services, numbers, year, certified }: Meaning, named: typeof personHas): Condition {
  const places: Condition[] = [];
  if (isName) places.push(named('t.applicantId', word, NAMES));
  if (services.length > 0) places.push(isOneOf('t.serviceId', services));
  if (numbers.length > 0) places.push(isOneOf('t.protocolNumber', numbers));
  // What follows the slash after the year comes before what follows a digit.
  if (year)
    places.push({ sql: 't.protocolNumber >= ? AND t.protocolNumber < ?', parameters: [`${year}/`, `${year}0`] });
  if (certified.length > 0) places.push(certifiedIs(certified));
  if (places.length === 0) return { sql: '1 = 0', parameters: [] };
  return {
    sql: places.map(({ sql }) => `(${sql})`).join(' OR '),
    parameters: places.flatMap(({ parameters }) => parameters),
  };
}

/** Only who may be shown a fiscal code may find by it (R22): staff, on practices filed with SPID. */
const mayFindByFiscalCode = (viewer: Viewer, word: string): boolean => viewer.isStaff && /^[a-z0-9]{16}$/.test(word);

/** The same sentence for the practices of a statement, of people whose fiscal code it is. */
function certifiedIs(userIds: string[]): Condition {
  const { sql, parameters } = isOneOf('t.applicantId', userIds);
  return { sql: `${sql} AND t.authenticationMethod = ?`, parameters: [...parameters, AuthenticationMethod.SPID] };
}

interface Meant {
  kind: 'SERVICE' | 'NAME' | 'CERTIFIED' | 'YEAR';
  /** What is meant. */
  id: string;
  /** By which words: one bit for each. */
  words: number;
}

/** One statement for all words. It reads the names of the services, and of people no more than whether there is one. */
async function readMeanings({ database, viewer }: Context, words: string[]): Promise<Meaning[]> {
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

/** What is rare of a search: a protocol number, a person, or nothing at all. Citizens look among their own, which are few. */
async function rarePartsOf({ database, viewer }: Context, meanings: Meaning[]): Promise<Condition[] | null> {
  if (viewer.isCitizen) return null;
  if (meanings.some((meaning) => kindsOf(meaning).length === 0)) return NOTHING;
  const alone = (kind: Kind) => meanings.filter((meaning) => kindsOf(meaning).join() === kind);
  const [number] = alone('numbers');
  if (number) return [isOneOf('t.protocolNumber', number.numbers)];
  const [certified] = alone('certified');
  if (certified) return partsOf(certified.certified);
  const names = alone('name').map(({ word }) => word);
  if (names.length === 0) return null;
  const people = await findPeople(database, names, NAMES, MOST_PARTS);
  return people && partsOf(people);
}

const NOTHING: Condition[] = [{ sql: '1 = 0', parameters: [] }];

const partsOf = (applicantIds: string[]): Condition[] =>
  applicantIds.length === 0 ? NOTHING : applicantIds.map((id) => ({ sql: 't.applicantId = ?', parameters: [id] }));

/** The services for which alone something can be found, because there are words that name services and nothing else. */
function servicesMeant(meanings: Meaning[]): string[] | null {
  const [first, ...others] = meanings.filter((meaning) => kindsOf(meaning).join() === 'services');
  if (!first) return null;
  return first.services.filter((id) => others.every(({ services }) => services.includes(id)));
}

type Kind = 'name' | 'services' | 'numbers' | 'year' | 'certified';

/** What a word can stand for: with one kind alone it narrows what has to be read. */
function kindsOf({ isName, services, numbers, year, certified }: Meaning): Kind[] {
  const kinds: [Kind, boolean][] = [
    ['name', isName],
    ['services', services.length > 0],
    ['numbers', numbers.length > 0],
    ['year', year !== null],
    ['certified', certified.length > 0],
  ];
  return kinds.filter(([, is]) => is).map(([kind]) => kind);
}
