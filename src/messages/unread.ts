import type { Context } from '../context.js';
import { marks } from '../graphql/batch.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { otherParty } from './mark-messages-read.js';
import { MessageVisibility } from './message.entity.js';

/** Messages of the other party that the viewer has not read. Notes have no part in it (R2). */
function unread(viewer: Viewer): { from: string; parameters: string[] } {
  const authors = otherParty(viewer);
  return {
    from: `messages m LEFT JOIN read_marks r ON r.practiceId = m.practiceId AND r.userId = ?
           WHERE m.visibility = '${MessageVisibility.PUBLIC}' AND m.authorRole IN (${marks(authors)})
             AND (r.readUpTo IS NULL OR m.createdAt > r.readUpTo)`,
    parameters: [viewer.id, ...authors],
  };
}

/** Holds for practices (alias t) with messages that the viewer has not read. */
export function hasUnread(viewer: Viewer): Condition {
  if (viewer.isAdministrator) return { sql: '1 = 0', parameters: [] };
  const { from, parameters } = unread(viewer);
  return { sql: `EXISTS (SELECT 1 FROM ${from} AND m.practiceId = t.id)`, parameters };
}

/** How many messages the viewer has not read, by practice; a practice without any is left out. */
export async function countUnread({ database, viewer }: Context, practiceIds: string[]): Promise<Map<string, number>> {
  if (viewer.isAdministrator) return new Map();
  const { from, parameters } = unread(viewer);
  const rows = await database.rows<{ practiceId: string; unread: number }>(
    `SELECT m.practiceId, COUNT(*) AS unread FROM ${from} AND m.practiceId IN (${marks(practiceIds)}) GROUP BY m.practiceId`,
    [...parameters, ...practiceIds],
  );
  return new Map(rows.map(({ practiceId, unread: count }) => [practiceId, Number(count)]));
}

/** How many messages the operator has not read, on the practices in their charge. */
export async function countUnreadInCharge({ database, viewer }: Context): Promise<number> {
  const { from, parameters } = unread(viewer);
  const [row] = await database.rows<{ unread: number }>(
    `SELECT COUNT(*) AS unread FROM ${from} AND m.practiceId IN (SELECT p.id FROM practices p WHERE p.operatorId = ?)`,
    [...parameters, viewer.id],
  );
  return Number(row?.unread ?? 0);
}
