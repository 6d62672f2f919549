/**
 * The instant in a column of a plain row: a Date from a server; a text in UTC, `2026-03-01 10:00:00.123`, from the embedded
 * engine, and from a server that was asked for one.
 */
export const toInstant = (value: unknown): Date =>
  value instanceof Date ? value : new Date(`${String(value).replace(' ', 'T')}Z`);

/** Such a text as RFC 3339 has it, as the API answers instants. */
export const toInstantText = (text: unknown): string => `${String(text).replace(' ', 'T')}Z`;

/** An instant as the embedded engine stores it, and TypeORM writes it there: such texts compare as they sort. */
export const toStoredText = (instant: Date): string => instant.toISOString().replace('T', ' ').replace('Z', '');
