import type { Locale, Text } from '../locale.js';

/** Stands before the reason when it is 48 hours that ended the tries. */
const GIVEN_UP = 'GIVEN_UP';

const GAVE_UP: Text = { it: 'Consegna abbandonata dopo 48 ore.', en: 'Delivery was given up after 48 hours.' };

/** The last error of an item that was given up: what the last try ended with, and that there will be none. */
export const givenUp = (lastError: string): string => `${GIVEN_UP} ${lastError}`;

/** What a stored reason and its codes are in words. */
export type Explanation = (reason: string, codes: string[], locale: Locale) => string;

/**
 * The stored reason in words, for staff. What is stored is the reason and the other side's codes (`REFUSED 550 5.1.1`),
 * so that each reads it in their language and nothing that it said, addresses above all, gets into an answer.
 */
export function explainFailure(lastError: string, locale: Locale, explain: Explanation): string {
  const words = lastError.split(' ');
  const wasGivenUp = words[0] === GIVEN_UP;
  const [reason = '', ...codes] = wasGivenUp ? words.slice(1) : words;
  const sentence = explain(reason, codes, locale);
  return wasGivenUp ? `${GAVE_UP[locale]} ${sentence}` : sentence;
}
