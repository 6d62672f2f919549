const STRUCTURE = /^[A-Z]{6}[0-9L-NP-V]{2}[A-EHLMPRST][0-9L-NP-V]{2}[A-Z][0-9L-NP-V]{3}[A-Z]$/;

/** The letters that stand for 0 to 9 where two people would otherwise have the same code (omocodia). */
const OMOCODIA = 'LMNPQRSTUV';

const DAYS_OF_MONTH: ReadonlyMap<string, number> = new Map([
  ['A', 31],
  ['B', 29],
  ['C', 31],
  ['D', 30],
  ['E', 31],
  ['H', 30],
  ['L', 31],
  ['M', 31],
  ['P', 30],
  ['R', 31],
  ['S', 30],
  ['T', 31],
]);

/** What a character adds to the sum at the 1st, 3rd, 5th … place (decree of 23 December 1976); a digit counts as A to J. */
const ODD_PLACE = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

const LETTER_A = 'A'.charCodeAt(0);

/** Longer than any writing of a code with its prefix and some spaces: what is longer is not worth looking at. */
const LONGEST_INPUT = 64;

/**
 * The check character that belongs to the first fifteen characters of a fiscal code, as they are written (omocodia
 * included). Throws a RangeError unless they are fifteen of A-Z and 0-9.
 */
export function fiscalCodeCheckCharacter(first15: string): string {
  if (!/^[A-Z0-9]{15}$/.test(first15)) throw new RangeError('A fiscal code has fifteen characters before its check');
  const sum = [...first15].reduce((total, character, index) => {
    const value = /\d/.test(character) ? Number(character) : character.charCodeAt(0) - LETTER_A;
    return total + (index % 2 === 0 ? ODD_PLACE[value] : value);
  }, 0);
  return String.fromCharCode(LETTER_A + (sum % 26));
}

/**
 * A person's fiscal code as sixteen upper-case characters, from what an identity provider or a person wrote: `TINIT-` and
 * white space are taken away, structure, date of birth and check character are verified (R22). Null when it is not valid.
 * A code with omocodia stays as it is: it belongs to somebody else than the code without. An unknown place is accepted,
 * because places appear, merge and vanish, and who issued the code knows better.
 */
export function normaliseFiscalCode(raw: string): string | null {
  // Only ASCII may be upper-cased: of other scripts' letters some become ours (ı gives I, ſ gives S).
  if (raw.length > LONGEST_INPUT || !/^[\sA-Za-z0-9-]*$/.test(raw)) return null;
  const code = raw
    .replace(/\s/g, '')
    .replace(/^TINIT-/i, '')
    .toUpperCase();
  if (!STRUCTURE.test(code)) return null;
  if (!isDateOfBirth(code.slice(6, 11))) return null;
  return fiscalCodeCheckCharacter(code.slice(0, 15)) === code[15] ? code : null;
}

/** Whether year, month letter and day name a day that exists; women have 40 added to the day. */
function isDateOfBirth(date: string): boolean {
  const year = readDigits(date.slice(0, 2));
  const month = date[2];
  const written = readDigits(date.slice(3));
  const day = written > 40 ? written - 40 : written;
  // Two digits do not tell the century. 2000 was a leap year, so one in four of them can be.
  const february29 = month === 'B' && day === 29;
  return day >= 1 && day <= (DAYS_OF_MONTH.get(month) ?? 0) && (!february29 || year % 4 === 0);
}

function readDigits(written: string): number {
  return Number(written.replace(/[A-Z]/g, (letter) => String(OMOCODIA.indexOf(letter))));
}
