import { clientNetwork } from './client-network.js';
import { createFailureCounter } from './failure-counter.js';

const FAILURES_PER_EMAIL = 5;
const FAILURES_PER_CLIENT = 20;

/** What a column for an e-mail address holds: nothing longer can be an account's. */
const LONGEST_EMAIL = 320;

/** Slows the guessing of passwords down. */
export type SignInThrottle = ReturnType<typeof createSignInThrottle>;

/**
 * Slows the guessing of passwords down: after 5 failures in 15 minutes for an e-mail address, or 20 for a client's network,
 * tries are refused for 30 seconds, then for twice as long with every further failure, up to 15 minutes. It treats
 * addresses without an account like any, so it does not tell which exist. Kept in memory: each process counts its own.
 */
export function createSignInThrottle(clock: () => Date) {
  const emails = createFailureCounter(FAILURES_PER_EMAIL, clock);
  const clients = createFailureCounter(FAILURES_PER_CLIENT, clock);

  /**
   * Begins a try, before the password is checked: seconds to wait, or 0 when it may go on. One that may go on counts as
   * failed unless `succeeded` is called, so fifteen tries in one request are fifteen. One that may not is not counted.
   */
  function attempt(email: string, clientAddress: string): number {
    const address = emailKey(email);
    const client = clientNetwork(clientAddress);
    const wait = Math.max(emails.wait(address), clients.wait(client));
    if (wait > 0) return Math.ceil(wait / 1000);
    emails.begin(address);
    clients.begin(client);
    return 0;
  }

  /**
   * Ends a try with the right password: the address starts anew. The client's other failures stay counted, or one's own
   * account would be a way to go on guessing those of others.
   */
  function succeeded(email: string, clientAddress: string): void {
    emails.reset(emailKey(email));
    clients.takeBack(clientNetwork(clientAddress));
  }

  return { attempt, succeeded };
}

/**
 * Databases find an account whatever the case, the accents and the characters that nobody sees: variants must not be
 * further tries at the same account.
 */
function emailKey(email: string): string {
  const visible = email.normalize('NFKD').replace(/[\p{M}\p{Cc}\p{Cf}]/gu, '');
  return visible.trim().slice(0, LONGEST_EMAIL).toUpperCase();
}
