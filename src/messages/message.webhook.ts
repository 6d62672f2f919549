import type { Transaction } from '../database/transaction.js';
import { queueWebhook } from '../webhooks/queue-webhook.js';
import type { Message } from './message.entity.js';

/** Tells other systems that a message was sent: which party wrote it, not what. Of notes nothing is ever told (R2). */
export const reportMessage = (tx: Transaction, { id, practiceId, authorRole, createdAt }: Message): Promise<void> =>
  queueWebhook(tx, {
    type: 'message.sent',
    at: createdAt,
    practiceId,
    messageId: id,
    data: { messageId: id, practiceId, authorRole },
  });
