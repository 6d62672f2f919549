import { ErrorCode, Refusal } from '../graphql/errors.js';
import type { SignInThrottle } from './sign-in-throttle.js';

/** Begins a try at a password. Throws RATE_LIMITED when it has to wait after failures. */
export function assertMayTry(throttle: SignInThrottle, email: string, clientAddress: string): void {
  const retryAfterSeconds = throttle.attempt(email, clientAddress);
  if (retryAfterSeconds === 0) return;
  throw new Refusal(
    ErrorCode.RATE_LIMITED,
    {
      it: `Troppi tentativi: riprovi tra ${retryAfterSeconds} secondi.`,
      en: `Too many tries: try again in ${retryAfterSeconds} seconds.`,
    },
    { retryAfterSeconds },
  );
}
