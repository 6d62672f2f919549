import type { Transaction } from '../database/transaction.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';

/** Something that happened, as other systems are told of it. */
export interface WebhookEvent {
  /** What happened, such as `message.sent`. */
  type: string;
  at: Date;
  practiceId: string;
  messageId?: string;
  /**
   * Ids, statuses, numbers and roles: nothing that a person wrote, no name and no address. Who may know more asks the API
   * for it, which knows who is asking.
   */
  data: Record<string, string | null>;
}

/** Queues an event with the change that it tells, where another system is to be told; it goes out after the commit. */
export async function queueWebhook(tx: Transaction, event: WebhookEvent): Promise<void> {
  if (tx.settings.webhook === null) return;
  const { type, at, practiceId, messageId, data } = event;
  const now = tx.now();
  const id = tx.newId(now);
  const delivery = {
    id,
    kind: type,
    practiceId,
    messageId: messageId ?? null,
    body: JSON.stringify({ id, type, occurredAt: at.toISOString(), data }),
    state: DeliveryState.QUEUED,
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
  };
  await tx.insertAll(WebhookDelivery, [delivery]);
  tx.announce('webhook queued');
}
