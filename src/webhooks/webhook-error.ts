import type { Locale, Text } from '../locale.js';
import type { DeliveryFailure } from '../outbox/channel.js';
import { explainFailure } from '../outbox/explain-failure.js';

/** Why a try to post an event did not succeed. */
enum WebhookError {
  /** It answered with a status that does not accept the event. */
  NOT_ACCEPTED = 'NOT_ACCEPTED',
  /** It wants no events any more (410). */
  GONE = 'GONE',
  REDIRECTED = 'REDIRECTED',
  UNREACHED = 'UNREACHED',
  UNTRUSTED = 'UNTRUSTED',
  TIMED_OUT = 'TIMED_OUT',
}

const REASONS: Record<WebhookError, Text> = {
  NOT_ACCEPTED: { it: 'L’altro sistema non ha accettato l’evento', en: 'The other system did not accept the event' },
  GONE: { it: 'L’altro sistema non vuole più eventi', en: 'The other system wants no events any more' },
  REDIRECTED: {
    it: 'L’altro sistema rimanda a un altro indirizzo, che non viene seguito',
    en: 'The other system redirects to another address, which is not followed',
  },
  UNREACHED: { it: 'L’altro sistema non è raggiungibile', en: 'The other system cannot be reached' },
  UNTRUSTED: {
    it: 'Il certificato dell’altro sistema non è valido',
    en: 'The certificate of the other system does not hold',
  },
  TIMED_OUT: { it: 'L’altro sistema non ha risposto in tempo', en: 'The other system did not answer in time' },
};

/** An answer that does not accept the event. */
export class WebhookAnswer extends Error {
  constructor(readonly status: number) {
    super(`Status ${status}`);
    this.name = 'WebhookAnswer';
  }
}

/** What fetch throws: the reason stands in its cause. */
interface FetchError {
  name?: string;
  cause?: { code?: string };
}

const isTimeOut = (name: string, code: string): boolean =>
  ['TimeoutError', 'AbortError'].includes(name) || code.includes('TIMEOUT') || code === 'ETIMEDOUT';

const isUntrusted = (code: string): boolean => /CERT|ERR_TLS|SELF_SIGNED/.test(code);

/**
 * What a failed try means. Only 410 is final: behind any other status may stand a deployment, a proxy or a setting that
 * somebody will mend within 48 hours, and an event that is dropped is lost.
 */
export function webhookFailure(error: unknown): DeliveryFailure {
  if (error instanceof WebhookAnswer) {
    const { status } = error;
    return { final: status === 410, answered: true, lastError: `${meaningOf(status)} ${status}` };
  }
  const { name = '', cause } = (error ?? {}) as FetchError;
  const lastError = reasonOf(name, cause?.code ?? '');
  return { final: false, answered: false, lastError };
}

function reasonOf(name: string, code: string): WebhookError {
  if (isTimeOut(name, code)) return WebhookError.TIMED_OUT;
  return isUntrusted(code) ? WebhookError.UNTRUSTED : WebhookError.UNREACHED;
}

function meaningOf(status: number): WebhookError {
  if (status === 410) return WebhookError.GONE;
  return status >= 300 && status < 400 ? WebhookError.REDIRECTED : WebhookError.NOT_ACCEPTED;
}

/** Why an event was not delivered, in words, for administrators. */
export const explainWebhookError = (lastError: string, locale: Locale): string =>
  explainFailure(lastError, locale, (reason, codes) => {
    const sentence = REASONS[reason as WebhookError]?.[locale] ?? REASONS.UNREACHED[locale];
    return `${sentence}${codes.length > 0 ? ` (${codes.join(' ')})` : ''}.`;
  });
