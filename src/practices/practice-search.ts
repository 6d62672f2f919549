import type { Context } from '../context.js';
import { MOST_PARTS } from '../graphql/keyset.js';
import { type Condition, isOneOf, searchWords } from '../graphql/search.js';
import { AuthenticationMethod } from '../identity/authentication.js';
import { findPeople, isPersonWith, personHas } from '../users/user-words.js';
import { type Kind, kindsOf, type Meaning, NAMES, readMeanings } from './search-meaning.js';

/** What a search comes to, once it is known what its words can stand for. */
export interface PracticeSearch {
  /** What a practice has to meet, told practice by practice: for a page. */
  conditions: Condition[];
  /** The same, told from those who are meant: for a count. */
  counted: Condition[];
  /** What is rare in it and decides what can be found at all, where anything is. */
  rare: Rare | null;
  /** The services for which alone something can be found, where a word names nothing else. */
  serviceIds: string[] | null;
}

/** Few people, or a number: as one condition, and as disjoint parts. */
interface Rare {
  condition: Condition;
  parts: Condition[];
}

/**
 * Works out what the words of a search stand for, so that what is rare in it decides what is read: each word begins a word
 * of the applicant's name or of the service's, or is a protocol number or its year, or the applicant's fiscal code.
 */
export async function readSearch(context: Context, search: string | null | undefined): Promise<PracticeSearch> {
  const words = searchWords(search);
  if (words.length === 0) return { conditions: [], counted: [], rare: null, serviceIds: null };
  const meanings = await readMeanings(context, words);
  const rare = await readRare(context, meanings);
  const conditions = meanings.map((meaning) => found(meaning, personHas));
  return {
    conditions,
    counted: rare ? [rare.condition, ...conditions] : meanings.map((meaning) => found(meaning, isPersonWith)),
    rare,
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

/** The same sentence for the practices of a statement, of people whose fiscal code it is. */
function certifiedIs(userIds: string[]): Condition {
  const { sql, parameters } = isOneOf('t.applicantId', userIds);
  return { sql: `${sql} AND t.authenticationMethod = ?`, parameters: [...parameters, AuthenticationMethod.SPID] };
}

/** What is rare of a search: a protocol number, a person, or nothing at all. Citizens look among their own, which are few. */
async function readRare({ database, viewer }: Context, meanings: Meaning[]): Promise<Rare | null> {
  if (viewer.isCitizen) return null;
  if (meanings.some((meaning) => kindsOf(meaning).length === 0)) return people([]);
  const alone = (kind: Kind) => meanings.filter((meaning) => kindsOf(meaning).join() === kind);
  const [number] = alone('numbers');
  if (number) {
    const condition = isOneOf('t.protocolNumber', number.numbers);
    return { condition, parts: [condition] };
  }
  const [certified] = alone('certified');
  if (certified) return people(certified.certified);
  const names = alone('name').map(({ word }) => word);
  if (names.length === 0) return null;
  const few = await findPeople(database, names, NAMES, MOST_PARTS);
  return few && people(few);
}

function people(applicantIds: string[]): Rare {
  const condition = isOneOf('t.applicantId', applicantIds);
  const parts = applicantIds.map((id) => ({ sql: 't.applicantId = ?', parameters: [id] }));
  return { condition, parts: parts.length > 0 ? parts : [condition] };
}

/** The services for which alone something can be found, because there are words that name services and nothing else. */
function servicesMeant(meanings: Meaning[]): string[] | null {
  const [first, ...others] = meanings.filter((meaning) => kindsOf(meaning).join() === 'services');
  if (!first) return null;
  return first.services.filter((id) => others.every(({ services }) => services.includes(id)));
}
