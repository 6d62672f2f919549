import type { Context } from '../context.js';
import type { Condition } from '../graphql/search.js';
import type { Viewer } from '../identity/viewer.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import { seenBy } from '../practices/practice.policy.js';

/** Messages of which their recipient knows nothing: every mail about them failed, and nobody has read them since. */
const UNDELIVERED = `messages m
  WHERE m.readAt IS NULL
    AND m.id IN (SELECT l.messageId FROM mails l WHERE l.state = '${DeliveryState.FAILED}')
    AND NOT EXISTS (SELECT 1 FROM mails o WHERE o.messageId = m.id AND o.state <> '${DeliveryState.FAILED}')`;

/** Holds for practices (alias t) with messages of which their recipient knows nothing. The staff asks; to others there are none. */
export const hasUndelivered = (viewer: Viewer): Condition => ({
  sql: viewer.isStaff ? `EXISTS (SELECT 1 FROM ${UNDELIVERED} AND m.practiceId = t.id)` : '1 = 0',
  parameters: [],
});

/** How many such messages wait for the operator: as R13 tells of mails, in their charge or in that of nobody active. */
export async function countUndelivered({ database, viewer }: Context): Promise<number> {
  const { sql, parameters } = seenBy(viewer, 'p');
  const [row] = await database.rows<{ undelivered: number }>(
    `SELECT COUNT(*) AS undelivered FROM ${UNDELIVERED} AND m.practiceId IN (
       SELECT p.id FROM practices p LEFT JOIN users u ON u.id = p.operatorId AND u.active
        WHERE (p.operatorId = ? OR u.id IS NULL) AND ${sql})`,
    [viewer.id, ...parameters],
  );
  return Number(row?.undelivered ?? 0);
}
