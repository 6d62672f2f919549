import type { Context } from '../context.js';
import { marks } from '../graphql/batch.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { otherParty } from './mark-messages-read.js';
import { MessageVisibility } from './message.entity.js';

/**
 * Holds for practices (alias as given) with messages that the viewer has not read: the other party wrote after the viewer
 * last read, so no message has to be looked at. Notes have no part in it (R2).
 */
export function hasUnread(viewer: Viewer, practices = 't'): Condition {
  if (viewer.isAdministrator) return { sql: '1 = 0', parameters: [] };
  const wroteAt = `${practices}.${viewer.isCitizen ? 'operatorWroteAt' : 'citizenWroteAt'}`;
  return {
    sql: `${wroteAt} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM read_marks r
      WHERE r.practiceId = ${practices}.id AND r.userId = ? AND r.readUpTo >= ${wroteAt})`,
    parameters: [viewer.id],
  };
}

/** Messages (alias m) of the other party that the viewer has not read, on practices (alias p) of which `of` holds. */
function unread(viewer: Viewer, of: Condition): Condition {
  const authors = otherParty(viewer);
  const since = hasUnread(viewer, 'p');
  return {
    sql: `practices p
      JOIN messages m ON m.practiceId = p.id AND m.visibility = '${MessageVisibility.PUBLIC}'
       AND m.authorRole IN (${marks(authors)})
      LEFT JOIN read_marks k ON k.practiceId = p.id AND k.userId = ?
     WHERE ${of.sql} AND ${since.sql} AND (k.readUpTo IS NULL OR m.createdAt > k.readUpTo)`,
    parameters: [...authors, viewer.id, ...of.parameters, ...since.parameters],
  };
}

/** How many messages the viewer has not read, by practice; a practice without any is left out. */
export async function countUnread({ database, viewer }: Context, practiceIds: string[]): Promise<Map<string, number>> {
  if (viewer.isAdministrator) return new Map();
  const { sql, parameters } = unread(viewer, { sql: `p.id IN (${marks(practiceIds)})`, parameters: practiceIds });
  const rows = await database.rows<{ practiceId: string; unread: number }>(
    `SELECT p.id AS practiceId, COUNT(*) AS unread FROM ${sql} GROUP BY p.id`,
    parameters,
  );
  return new Map(rows.map(({ practiceId, unread: count }) => [practiceId, Number(count)]));
}

/** How many messages the operator has not read, on the practices in their charge. */
export async function countUnreadInCharge({ database, viewer }: Context): Promise<number> {
  const { sql, parameters } = unread(viewer, { sql: 'p.operatorId = ?', parameters: [viewer.id] });
  const [row] = await database.rows<{ unread: number }>(`SELECT COUNT(*) AS unread FROM ${sql}`, parameters);
  return Number(row?.unread ?? 0);
}
