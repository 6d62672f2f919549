import type { Locale } from '../locale.js';
import { DeliveryState } from '../outbox/outbox-item.entity.js';
import type { EmailNotification } from './email-notification.type.js';
import type { Mail } from './mail.entity.js';
import { explainMailError } from './mail-error.js';

/**
 * What became of the mails that tell of one message: one, or several when it goes to all operators of a service (R13).
 * It waits while any of them waits; else it was sent if any was. Null when there is none.
 */
export function notificationOf(
  mails: Pick<Mail, 'state' | 'attempts' | 'sentAt' | 'lastError'>[],
  locale: Locale,
): EmailNotification | null {
  if (mails.length === 0) return null;
  const states = mails.map((mail) => mail.state);
  const state =
    [DeliveryState.QUEUED, DeliveryState.SENT].find((each) => states.includes(each)) ?? DeliveryState.FAILED;
  const deciding = mails.filter((mail) => mail.state === state);
  const sent = deciding.flatMap(({ sentAt }) => (sentAt ? [sentAt.getTime()] : []));
  const error = deciding.find(({ lastError }) => lastError)?.lastError;
  return {
    state,
    attempts: mails.reduce((sum, mail) => sum + mail.attempts, 0),
    sentAt: sent.length > 0 ? new Date(Math.min(...sent)) : null,
    lastError: error ? explainMailError(error, locale) : null,
  };
}
