/** The languages that citizens and operators read. */
export type Locale = 'it' | 'en';

/** A sentence for people, in every language they may read. */
export interface Text {
  it: string;
  en: string;
}

/** The language of a person or request; Italian unless English is asked for. */
export const localeOf = (value: string | null | undefined): Locale => (value === 'en' ? 'en' : 'it');

/** Picks the language that an Accept-Language header prefers among ours: Italian when it names neither. */
export function preferredLocale(acceptLanguage: string | undefined): Locale {
  let best: Locale = 'it';
  let bestWeight = 0;
  for (const range of (acceptLanguage ?? '').slice(0, 1_000).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    if (language !== 'it' && language !== 'en') continue;
    const quality = parameters.map((each) => each.trim()).find((each) => each.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    if (weight > bestWeight) [best, bestWeight] = [language, weight];
  }
  return best;
}
