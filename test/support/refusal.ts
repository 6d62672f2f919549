import { expect } from 'chai';

/** What a promise is rejected with, which has to be of this class. Fails when the promise is fulfilled. */
export async function refusal<E extends Error>(
  promise: Promise<unknown>,
  kind: new (...args: never[]) => E,
): Promise<E> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) return expect.fail(`accepted: ${JSON.stringify(outcome.value)}`);
  if (outcome.error instanceof kind) return outcome.error;
  return expect.fail(`refused with ${String(outcome.error)}`);
}
