import type { DeliveryFailure } from '../outbox/channel.js';
import { MailError } from './mail-error.js';

/** What nodemailer tells of a failure. */
interface TransportError {
  code?: string;
  originalCode?: string;
  responseCode?: number;
  response?: string;
}

/** Failures of a command about this mail: MAIL, RCPT, DATA. */
const OF_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

/** Failures of signing in and of encryption: mended by the administrator, so every mail waits. */
const OF_ADMISSION = new Set(['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ETLS']);

const TIME_OUTS = new Set(['ETIMEDOUT', 'EABORT']);

/**
 * Tells a refusal of this mail (5xx: final) from everything that may pass: 4xx, silence, a cut line, and a server that
 * does not want us at all, whatever code it gives. 503 says that the conversation was out of order, not the mail.
 */
export function mailFailure(error: unknown): DeliveryFailure {
  const { code = '', originalCode, responseCode, response } = (error ?? {}) as TransportError;
  if (OF_THE_MAIL.has(code)) {
    if (!responseCode) return { final: true, answered: false, lastError: MailError.UNSENDABLE };
    const final = responseCode >= 500 && responseCode !== 503;
    const reason = final ? MailError.REFUSED : MailError.DEFERRED;
    return { final, answered: true, lastError: withCodes(reason, responseCode, response) };
  }
  return {
    final: false,
    answered: false,
    lastError: withCodes(passingReason(code, originalCode), responseCode, response),
  };
}

function passingReason(code: string, originalCode: string | undefined): MailError {
  if (OF_ADMISSION.has(code)) return MailError.NOT_ADMITTED;
  return TIME_OUTS.has(code) || originalCode === 'ETIMEDOUT' ? MailError.TIMED_OUT : MailError.UNREACHED;
}

function withCodes(reason: MailError, responseCode: number | undefined, response: string | undefined): string {
  if (!responseCode) return reason;
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  return enhanced ? `${reason} ${responseCode} ${enhanced}` : `${reason} ${responseCode}`;
}
