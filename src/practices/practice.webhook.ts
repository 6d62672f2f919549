import type { Transaction } from '../database/transaction.js';
import { queueWebhook } from '../webhooks/queue-webhook.js';
import type { Practice } from './practice.entity.js';
import type { StatusChange } from './status-change.entity.js';

/** Tells other systems of a row of a practice's history: who did it and the reason given stay here. */
export const reportStatusChange = (
  tx: Transaction,
  { serviceId, protocolNumber }: Practice,
  { practiceId, from, to, at }: Pick<StatusChange, 'practiceId' | 'from' | 'to' | 'at'>,
): Promise<void> =>
  queueWebhook(tx, {
    type: 'practice.status_changed',
    at,
    practiceId,
    data: { practiceId, serviceId, protocolNumber, from, to },
  });
