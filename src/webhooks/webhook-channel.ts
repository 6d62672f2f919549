import type { Clock } from '../clock.js';
import type { Channel } from '../outbox/channel.js';
import type { WebhookSettings } from '../settings.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookAnswer, webhookFailure } from './webhook-error.js';
import { webhookSignature } from './webhook-signature.js';

/** Another system that is slower than this is silent. */
const TIME_OUT = 15_000;

/** The way out to another system: each event is one POST, which any 2xx accepts. */
export const webhookChannel = (settings: WebhookSettings, clock: Clock): Channel<WebhookDelivery> => ({
  name: 'webhook',
  entity: WebhookDelivery,
  table: 'webhook_deliveries',
  send: (delivery, signal) => post(settings, delivery, clock(), signal),
  failureOf: webhookFailure,
  close: () => undefined,
});

/** Redirects are not followed: what is signed for one address is not handed to another. */
async function post(
  { url, secret }: WebhookSettings,
  { id, kind, body }: WebhookDelivery,
  now: Date,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Stanza',
      'stanza-event': kind,
      'stanza-event-id': id,
      'stanza-signature': webhookSignature(secret, now, body),
    },
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_OUT)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new WebhookAnswer(response.status);
}
