const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters other than line breaks and tabs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Line breaks of every kind, and what turns the direction of the text that follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const NOT_OF_ONE_LINE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** A text on one line, as a subject, a name or a label has to be: whatever breaks a line becomes a space. */
export const oneLine = (text: string): string => text.replace(NOT_OF_ONE_LINE, ' ').replace(/ {2,}/g, ' ').trim();

/** The first characters of a text, never half of one. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A text of several lines as plain text: line breaks are newlines, and nothing else in it controls anything. */
export const plainLines = (text: string): string =>
  text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(CONTROLS, '')
    .replace(/^\n+|\s+$/g, '');

/** A text as HTML, fit for content and for attributes in quotes. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (found) => ENTITIES[found] ?? '');

/** A text of several lines as HTML. */
export const escapeLines = (text: string): string => escapeHtml(plainLines(text)).replaceAll('\n', '<br>');
