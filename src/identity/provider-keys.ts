import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { IdentityProviderUnavailable } from './identity-provider-unavailable.js';

const FRESH_MS = 10 * 60_000;
const KEPT_MS = 60 * 60_000;
const COOLDOWN_MS = 10_000;
const TIMEOUT_MS = 5_000;

/** The keys of the provider. */
export interface ProviderKeys {
  /** Finds the one that signed a token, for jose's verification. */
  find: JWTVerifyGetKey;
  /** Stands for the keys as they were last fetched: another object once they have been fetched again. */
  current(): Promise<object>;
}

interface HeldKeys {
  find: JWTVerifyGetKey;
  fetchedAt: number;
}

/**
 * Finds the key that signed a token among those that the provider publishes, for jose's verification. They are fetched when
 * first needed, again after 10 minutes, and when a token names a key that is not among them (rotation). Whatever comes in,
 * the provider is asked at most once in 10 seconds, and while it does not answer its keys hold for an hour. Throws
 * IdentityProviderUnavailable when there are none, jose's JWKSNoMatchingKey when the key is not the provider's.
 *
 * jose's own remote set asks again at every token for as long as the provider fails, so that each waits for the timeout.
 */
export function createProviderKeys(issuer: string, clock: () => Date): ProviderKeys {
  let held: HeldKeys | null = null;
  let failure: IdentityProviderUnavailable | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<HeldKeys> | null = null;

  /** Asks the provider, together with whoever is asking already; within the cool-down answers as the last time. */
  async function refresh(): Promise<HeldKeys> {
    if (pending !== null) return pending;
    const now = clock().getTime();
    if (now - askedAt < COOLDOWN_MS) {
      if (failure !== null) throw failure;
      if (held !== null) return held;
    }
    askedAt = now;
    pending = ask(now).finally(() => {
      pending = null;
    });
    return pending;
  }

  async function ask(now: number): Promise<HeldKeys> {
    try {
      held = { find: createLocalJWKSet(await fetchKeys(issuer)), fetchedAt: now };
      failure = null;
      return held;
    } catch (error) {
      failure = new IdentityProviderUnavailable(`The keys of ${issuer} cannot be had: ${reason(error)}`);
      throw failure;
    }
  }

  async function current(): Promise<HeldKeys> {
    const known = held;
    const age = known === null ? Number.POSITIVE_INFINITY : clock().getTime() - known.fetchedAt;
    if (known !== null && age < FRESH_MS) return known;
    return refresh().catch((error) => {
      if (known !== null && age < KEPT_MS) return known;
      throw error;
    });
  }

  return {
    current,
    async find(header, token) {
      const known = await current();
      try {
        return await known.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      }
      return (await refresh()).find(header, token);
    },
  };
}

/** Discovery each time: a provider that moves its keys is followed without a restart. */
async function fetchKeys(issuer: string): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const discovery = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, signal);
  if (discovery.issuer !== issuer) throw new Error('its discovery document names another issuer');
  const address = typeof discovery.jwks_uri === 'string' ? discovery.jwks_uri : '';
  if (!/^https?:/.test(address)) throw new Error('its discovery document has no jwks_uri');
  if (issuer.startsWith('https:') && !address.startsWith('https:')) throw new Error('its keys are not behind https');
  // createLocalJWKSet checks what it is given.
  return (await fetchJson(address, signal)) as unknown as JSONWebKeySet;
}

async function fetchJson(url: string, signal: AbortSignal): Promise<Record<string, unknown>> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  const body: unknown = await response.json();
  if (typeof body !== 'object' || body === null) throw new Error(`${url} answered something else than an object`);
  return body as Record<string, unknown>;
}

/** fetch hides what happened (ECONNREFUSED, say) in the cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
