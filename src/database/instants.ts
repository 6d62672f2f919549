/** The instant in a column of a plain row: a text in UTC from either engine, `2026-03-01 10:00:00.123` or without a fraction. */
export const toInstant = (value: unknown): Date => new Date(`${String(value).replace(' ', 'T')}Z`);

/** The same as RFC 3339 text in UTC with milliseconds, as the API answers instants. */
export function toInstantText(value: unknown): string {
  const text = String(value);
  const fraction = text.length === '2026-03-01 10:00:00'.length ? '.000' : '';
  return `${text.slice(0, 10)}T${text.slice(11)}${fraction}Z`;
}

/** An instant as the embedded engine stores it, and TypeORM writes it there: such texts compare as they sort. */
export const toStoredText = (instant: Date): string => instant.toISOString().replace('T', ' ').replace('Z', '');
