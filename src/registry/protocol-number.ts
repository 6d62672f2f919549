/** The least digits of a number. */
const DIGITS = 7;

/** A number of the registry, such as `2026/0000123`; a prefix stands before the digits. */
export const writeNumber = (year: number | string, number: number | string, prefix = ''): string =>
  `${year}/${prefix}${String(number).padStart(DIGITS, '0')}`;

/** The protocol numbers that a word of a search can stand for: these digits, with or without zeros before, of any year. */
export const protocolNumbers = (word: string, years: readonly string[]): string[] =>
  /^\d{1,10}$/.test(word) ? years.map((year) => writeNumber(year, word)) : [];
