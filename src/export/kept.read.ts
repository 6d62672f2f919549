import type { Context } from '../context.js';
import { toInstant } from '../database/instants.js';

/** What of an account no answer of the API shows. */
export async function readAccount({ database, viewer }: Context): Promise<object> {
  const [row] = await database.rows<Record<string, unknown>>(
    'SELECT email AS chosenEmail, phone AS chosenPhone, providedEmail, providedPhone, createdAt, identifiedAt FROM users WHERE id = ?',
    [viewer.id],
  );
  return { ...row, createdAt: instant(row?.createdAt), identifiedAt: instant(row?.identifiedAt) };
}

/** By which accounts, at which identity providers, the viewer is known. */
export const readIdentities = ({ database, viewer }: Context): Promise<object[]> =>
  database.rows('SELECT issuer, subject FROM identities WHERE userId = ? ORDER BY id', [viewer.id]);

/** A message that the viewer has prepared and not confirmed. */
interface Drafted {
  id: string;
  practiceId: string;
  body: string;
  createdAt: Date | null;
  expiresAt: Date | null;
}

/** The messages that the viewer has prepared and not confirmed. */
export async function readDrafts({ database, viewer }: Context): Promise<Drafted[]> {
  const rows = await database.rows<Drafted>(
    'SELECT id, practiceId, body, createdAt, expiresAt FROM message_drafts WHERE authorId = ? ORDER BY id',
    [viewer.id],
  );
  return rows.map((row) => ({ ...row, createdAt: instant(row.createdAt), expiresAt: instant(row.expiresAt) }));
}

/** How far the viewer has read, by practice. */
export async function readReadMarks({ database, viewer }: Context): Promise<Map<string, Date | null>> {
  const rows = await database.rows<{ practiceId: string; readUpTo: unknown }>(
    'SELECT practiceId, readUpTo FROM read_marks WHERE userId = ?',
    [viewer.id],
  );
  return new Map(rows.map(({ practiceId, readUpTo }) => [practiceId, instant(readUpTo)]));
}

/** The mails to the viewer. Why one did not arrive is for the staff, as everywhere. */
export async function readMails({ database, viewer }: Context): Promise<object[]> {
  const rows = await database.rows<Record<string, unknown>>(
    'SELECT practiceId, address, subject, state, createdAt, sentAt FROM mails WHERE recipientId = ? ORDER BY id',
    [viewer.id],
  );
  return rows.map((row) => ({ ...row, createdAt: instant(row.createdAt), sentAt: instant(row.sentAt) }));
}

const instant = (value: unknown): Date | null => (value == null ? null : toInstant(value));
