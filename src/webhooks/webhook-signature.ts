import { createHmac } from 'node:crypto';

/**
 * What stands in `Stanza-Signature`: the time of this try, in seconds, and the HMAC-SHA-256 over it and the body. The
 * time is signed too, so that a receiver can refuse what somebody recorded and posts again later.
 */
export function webhookSignature(secret: string, at: Date, body: string): string {
  const time = Math.floor(at.getTime() / 1_000);
  return `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
}
