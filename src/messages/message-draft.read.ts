import type { Context } from '../context.js';
import { hashToken } from './confirmation-token.js';

/** The practice of a message that the viewer has prepared and not sent, by its token; null when there is none. */
export async function findPracticeOfDraft({ database, viewer }: Context, token: string): Promise<string | null> {
  const [row] = await database.rows<{ practiceId: string }>(
    'SELECT practiceId FROM message_drafts WHERE confirmationHash = ? AND authorId = ?',
    [hashToken(token), viewer.id],
  );
  return row?.practiceId ?? null;
}
