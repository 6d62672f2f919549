import { isPrintable, isVisible } from '../graphql/constraints.js';
import { badInput } from '../graphql/errors.js';

const LONGEST = 10_000;

/** What surrounds a message without being read does not count, but it is kept: it must not be a way to store anything. */
const LONGEST_AS_WRITTEN = 20_000;

/**
 * The text of a message as it is stored: as written, in NFC (R15). Throws BAD_USER_INPUT unless 1 to 10,000 characters
 * remain between the first and the last that can be seen.
 */
export function readBody(written: string): string {
  if (written.length > 2 * LONGEST_AS_WRITTEN) throw badInput('input.body', TAKES);
  const body = written.normalize('NFC');
  const characters = [...body];
  const first = characters.findIndex(isVisible);
  const last = characters.findLastIndex(isVisible);
  const length = first < 0 ? 0 : last - first + 1;
  if (length < 1 || length > LONGEST || characters.length > LONGEST_AS_WRITTEN) throw badInput('input.body', TAKES);
  if (!isPrintable(body)) throw badInput('input.body', WITHOUT_CONTROLS);
  return body;
}

const TAKES = {
  it: 'richiede da 1 a 10.000 caratteri leggibili, oltre a spazi e caratteri invisibili.',
  en: 'takes 1 to 10,000 characters that can be read, besides white space and invisible characters.',
};

const WITHOUT_CONTROLS = {
  it: 'non ammette caratteri di controllo, oltre a tabulazioni e a capo.',
  en: 'takes no control characters but tabs and line breaks.',
};
