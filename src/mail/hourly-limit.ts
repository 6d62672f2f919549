import type { Database } from '../database/database.js';
import { toInstant } from '../database/instants.js';
import { postpone } from '../outbox/finish.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import { Mail } from './mail.entity.js';

/** Mails about messages that one address gets within an hour at most; the others wait, they are not lost. */
export const HOURLY_LIMIT = 20;

const HOUR = 3_600_000;

/** The kinds that are limited begin so. */
const LIMITED = 'message';

/** How long to step back, at most, when it is mails in flight to the same address that leave no room. */
const STEP_BACK = 4_000;

/** How many more mails an address may get now, and when there is room again if none is left. */
interface Room {
  left: number;
  again: Date;
}

/**
 * Of the mails just claimed, those that may be sent now. The others go back into the queue until there is room.
 *
 * The leases are committed before this counts, so of two workers that claim for one address at the same time at least
 * the second to count sees the other: the limit holds, and where both step back they come back at different times.
 */
export async function withinHourlyLimit(database: Database, claimed: Mail[], now: Date): Promise<Mail[]> {
  const allowed: Mail[] = [];
  const rooms = new Map<string, Room>();
  for (const mail of claimed) {
    if (!mail.kind.startsWith(LIMITED) || mail.address === null) {
      allowed.push(mail);
      continue;
    }
    const room = rooms.get(mail.address) ?? (await roomOf(database, mail.address, mail.lease, now));
    rooms.set(mail.address, room);
    room.left -= 1;
    if (room.left >= 0) allowed.push(mail);
    else await postpone(database, Mail, mail, room.again);
  }
  return allowed;
}

/** Counts, as of one instant, what the address got within the hour and what others are sending to it. */
async function roomOf(database: Database, address: string, lease: string | null, now: Date): Promise<Room> {
  const rows = await database.rows<{ sentAt: unknown }>(
    `SELECT sentAt FROM mails WHERE address = ? AND sentAt > ? AND kind LIKE '${LIMITED}%'
     UNION ALL
     SELECT sentAt FROM mails WHERE address = ? AND sentAt IS NULL AND kind LIKE '${LIMITED}%'
       AND state = ? AND leaseUntil > ? AND lease <> ?`,
    [address, new Date(now.getTime() - HOUR), address, DeliveryState.QUEUED, now, lease],
  );
  const sent = rows.flatMap(({ sentAt }) => (sentAt === null ? [] : [toInstant(sentAt).getTime()]));
  const left = HOURLY_LIMIT - rows.length;
  const oldest = sent.length >= HOURLY_LIMIT ? Math.min(...sent) + HOUR : now.getTime() + Math.random() * STEP_BACK;
  return { left, again: new Date(Math.max(oldest, now.getTime() + 100)) };
}
