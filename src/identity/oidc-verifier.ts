import { errors, type JWTPayload, jwtVerify } from 'jose';
import { IdentityProviderUnavailable } from './identity-provider-unavailable.js';
import { InvalidToken } from './invalid-token.js';
import { createProviderKeys } from './provider-keys.js';
import { VerifiedTokens } from './verified-tokens.js';

/** How far the provider's clock and ours may be apart, in seconds. */
const CLOCK_TOLERANCE = 60;

/** Says whether tokens are the provider's and meant for us. */
export type OidcVerifier = ReturnType<typeof createOidcVerifier>;

/**
 * Verifies the tokens of one OpenID provider: signature (RS256 or ES256) with a key that it publishes, issuer, audience,
 * times with a minute of tolerance. Nothing is fetched before the first token. A verified token is remembered until the
 * keys are fetched again, so that it does not outlive the key that signed it.
 */
export function createOidcVerifier(options: { issuer: string; audience: string; clock: () => Date }) {
  const { issuer, audience, clock } = options;
  const keys = createProviderKeys(issuer, clock);
  const verified = new VerifiedTokens<JWTPayload>();

  /**
   * The payload of a token. Throws InvalidToken when the token is at fault, IdentityProviderUnavailable when the
   * provider's keys cannot be had.
   */
  async function verify(token: string): Promise<JWTPayload> {
    const now = clock();
    const known = verified.has(token) ? verified.get(token, await keys.current(), now) : undefined;
    if (known) return known;
    const payload = await jwtVerify(token, keys.find, {
      algorithms: ['RS256', 'ES256'],
      issuer,
      audience,
      currentDate: now,
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['sub', 'exp', 'iat'],
    }).then(
      (result) => result.payload,
      (error) => {
        if (error instanceof IdentityProviderUnavailable) throw error;
        throw new InvalidToken(error instanceof errors.JOSEError ? error.message : 'The token cannot be verified');
      },
    );
    // jose leaves iat alone; a sign-in that is still to come would outlive every one after it.
    if (Number(payload.iat) > Math.floor(now.getTime() / 1000) + CLOCK_TOLERANCE) {
      throw new InvalidToken('"iat" lies in the future');
    }
    const until = new Date((Number(payload.exp) + CLOCK_TOLERANCE) * 1000);
    return verified.set(token, await keys.current(), payload, { from: now, until });
  }

  return { verify };
}
