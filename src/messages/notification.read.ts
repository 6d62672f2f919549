import type { Context } from '../context.js';
import { toInstant } from '../database/instants.js';
import { groupBy, marks } from '../graphql/batch.js';
import type { EmailNotification } from '../mail/email-notification.type.js';
import { notificationOf } from '../mail/notification.js';
import type { DeliveryState } from '../outbox/outbox-item.entity.js';
import { MessageVisibility } from './message.entity.js';

interface MailRow {
  messageId: string;
  state: DeliveryState;
  attempts: number;
  sentAt: unknown;
  lastError: string | null;
}

/** What became of the mails of messages, for those who may know: the staff, and a message's author. Why one failed is for the staff. */
export async function readNotifications(
  { database, viewer, locale }: Context,
  messageIds: string[],
): Promise<Map<string, EmailNotification>> {
  const rows = await database.rows<MailRow>(
    `SELECT l.messageId, l.state, l.attempts, l.sentAt, l.lastError
       FROM mails l JOIN messages m ON m.id = l.messageId
      WHERE l.messageId IN (${marks(messageIds)}) AND m.visibility = ? ${viewer.isStaff ? '' : 'AND m.authorId = ?'}`,
    [...messageIds, MessageVisibility.PUBLIC, ...(viewer.isStaff ? [] : [viewer.id])],
  );
  const mails = rows.map((row) => ({
    ...row,
    sentAt: row.sentAt === null ? null : toInstant(row.sentAt),
    lastError: viewer.isStaff ? row.lastError : null,
  }));
  const notifications = new Map<string, EmailNotification>();
  for (const [id, ofMessage] of groupBy(mails, ({ messageId }) => messageId)) {
    const notification = notificationOf(ofMessage, locale);
    if (notification) notifications.set(id, notification);
  }
  return notifications;
}
