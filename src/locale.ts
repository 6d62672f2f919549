/** The languages that citizens and operators read. */
export type Locale = 'it' | 'en';

/** A sentence for people, in every language they may read. */
export interface Text {
  it: string;
  en: string;
}
