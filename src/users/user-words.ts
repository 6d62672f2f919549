import { In } from 'typeorm';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import { marks } from '../graphql/batch.js';
import { type Condition, searchable, whereAll } from '../graphql/search.js';
import type { UserProfile } from './user-profile.entity.js';
import { UserWord, WordPlace } from './user-word.entity.js';

/** As many letters of a word count; longer words that begin alike are found together. */
const LONGEST = 64;

/** After every word that begins alike: no text has this character. */
const LAST = '\u{10FFFF}';

/** The words by which somebody is found, and where each stands. */
export const wordsOf = (
  user: Pick<UserProfile, 'searchText' | 'email' | 'providedEmail'>,
): Pick<UserWord, 'place' | 'word'>[] => [
  ...split(user.searchText).map((word) => ({ place: WordPlace.NAME, word })),
  ...split(searchable(user.email, user.providedEmail)).map((word) => ({ place: WordPlace.ADDRESS, word })),
];

const split = (text: string): string[] => [
  ...new Set(
    text
      .split(' ')
      .filter(Boolean)
      .map((word) => word.slice(0, LONGEST)),
  ),
];

/** Puts down by what somebody is found from now on. Whoever stores a name or an address does so too. */
export async function storeWords(tx: Transaction, user: UserProfile): Promise<void> {
  const wanted = wordsOf(user);
  const stored = await tx.manager.findBy(UserWord, { userId: user.id });
  const isIn = (words: Pick<UserWord, 'place' | 'word'>[]) => {
    const known = new Set(words.map(({ place, word }) => `${place} ${word}`));
    return ({ place, word }: Pick<UserWord, 'place' | 'word'>) => known.has(`${place} ${word}`);
  };
  const [isWanted, isStored] = [isIn(wanted), isIn(stored)];
  for (const place of Object.values(WordPlace)) {
    const gone = stored.filter((each) => each.place === place && !isWanted(each)).map(({ word }) => word);
    if (gone.length > 0) await tx.manager.delete(UserWord, { userId: user.id, place, word: In(gone) });
  }
  const added = wanted.filter((each) => !isStored(each));
  if (added.length > 0) {
    await tx.manager.insert(
      UserWord,
      added.map((each) => ({ userId: user.id, ...each })),
    );
  }
}

/** Holds for the words (alias as given) of some places that begin so. */
export const beginsWith = (word: string, places: readonly WordPlace[], words: string): Condition => ({
  sql: `${words}.place IN (${marks(places)}) AND ${words}.word >= ? AND ${words}.word < ?`,
  parameters: [...places, word.slice(0, LONGEST), word.slice(0, LONGEST) + LAST],
});

/** Holds where the person of a column has a word that begins so. Looked up person by person, for a walk that stops early. */
export function personHas(column: string, word: string, places: readonly WordPlace[]): Condition {
  const { sql, parameters } = beginsWith(word, places, 'w');
  return { sql: `(SELECT 1 FROM user_words w WHERE w.userId = ${column} AND ${sql} LIMIT 1) IS NOT NULL`, parameters };
}

/** The same sentence as personHas, for a statement that reads all there are: it begins with those who have the word. */
export function isPersonWith(column: string, word: string, places: readonly WordPlace[]): Condition {
  const { sql, parameters } = beginsWith(word, places, 'w');
  return { sql: `${column} IN (SELECT w.userId FROM user_words w WHERE ${sql})`, parameters };
}

/** The people who have every one of some words; null when they are more than that. */
export async function findPeople(
  database: Database,
  words: readonly string[],
  places: readonly WordPlace[],
  most: number,
): Promise<string[] | null> {
  const aliases = words.map((_, index) => `w${index}`);
  const tables = aliases.map((alias) =>
    alias === 'w0' ? 'user_words w0' : `JOIN user_words ${alias} ON ${alias}.userId = w0.userId`,
  );
  const { sql, parameters } = whereAll(words.map((word, index) => beginsWith(word, places, `w${index}`)));
  const rows = await database.rows<{ userId: string }>(
    `SELECT DISTINCT w0.userId FROM ${tables.join(' ')} ${sql} LIMIT ${most + 1}`,
    parameters,
  );
  return rows.length > most ? null : rows.map(({ userId }) => userId);
}
