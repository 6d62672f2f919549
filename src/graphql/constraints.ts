import { ValidateBy } from 'class-validator';
import type { Text } from '../locale.js';
import { singleAddress } from '../mail/mail-address.js';

/** A constraint that says, in every language, what the value takes. Null and absent values pass: GraphQL decides on those. */
function constraint(name: string, takes: Text, holds: (value: unknown) => boolean): PropertyDecorator {
  // Without a message of its own class-validator would forget the context.
  const validator = { validate: (value: unknown) => value == null || holds(value), defaultMessage: () => takes.en };
  return ValidateBy({ name, validator }, { context: { takes } });
}

/** Control characters, but for tab and line breaks; and halves of characters, which no encoding can carry. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const UNPRINTABLE_IN_TEXT = /[^\P{Cc}\t\n\r]|\p{Cs}/u;

/** Whether a text of several lines has no characters that cannot be shown. */
export const isPrintable = (text: string): boolean => !UNPRINTABLE_IN_TEXT.test(text);

const INVISIBLE = /^[\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]$/u;

/** Whether a character can be seen: white space cannot, and neither can what only joins, marks or fills. */
export const isVisible = (character: string): boolean => !INVISIBLE.test(character);

const hasSomethingToRead = (text: string): boolean => [...text].some(isVisible);

/** One line of text with something to read, of so many characters at most. */
export const Line = (most: number) =>
  constraint(
    'line',
    {
      it: `richiede da 1 a ${most} caratteri su una riga, senza caratteri di controllo.`,
      en: `takes 1 to ${most} characters on one line, without control characters.`,
    },
    (value) => isReadable(value, most) && !UNPRINTABLE.test(value),
  );

/** Text of several lines with something to read, of so many characters at most. */
export const Paragraphs = (most: number) =>
  constraint(
    'paragraphs',
    {
      it: `richiede da 1 a ${most} caratteri, senza caratteri di controllo.`,
      en: `takes 1 to ${most} characters, without control characters.`,
    },
    (value) => isReadable(value, most) && isPrintable(value),
  );

const isReadable = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most && hasSomethingToRead(value);

/** One e-mail address that a mail can go to, and nothing else. */
export const EmailAddress = () =>
  constraint(
    'emailAddress',
    { it: 'richiede un solo indirizzo e-mail.', en: 'takes one e-mail address.' },
    (value) => typeof value === 'string' && singleAddress(value) !== null,
  );

/** One of the languages that the service speaks. */
export const Language = () =>
  constraint(
    'language',
    { it: 'richiede it oppure en.', en: 'takes it or en.' },
    (value) => value === 'it' || value === 'en',
  );

/** What stands in the address of a page: lower-case words joined by hyphens. */
export const Slug = () =>
  constraint(
    'slug',
    {
      it: 'richiede lettere minuscole, cifre e trattini, al massimo 80.',
      en: 'takes lower-case letters, digits and hyphens, 80 at most.',
    },
    (value) => typeof value === 'string' && value.length <= 80 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value),
  );

/** A list of so many entries at most. */
export const AtMost = (most: number) =>
  constraint(
    'atMost',
    { it: `richiede al massimo ${most} elementi.`, en: `takes ${most} entries at most.` },
    (value) => Array.isArray(value) && value.length <= most,
  );

const LARGEST_DATA = 64 * 1_024;
const DEEPEST_DATA = 32;

/** The answers of a form: a JSON object of bounded size and depth. */
export const FormData = () =>
  constraint(
    'formData',
    { it: 'richiede un oggetto JSON di al massimo 64 KiB.', en: 'takes a JSON object of 64 KiB at most.' },
    (value) => nests(value, DEEPEST_DATA) && Buffer.byteLength(JSON.stringify(value)) <= LARGEST_DATA,
  );

function nests(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return true;
  return levels > 0 && Object.values(value).every((each) => nests(each, levels - 1));
}
