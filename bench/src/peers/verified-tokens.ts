import type { JWTPayload } from 'jose';

const MOST = 10_000;

/**
 * What tokens say whose signature has been verified, until they expire: a signature is worth the same at the next request
 * with it, and nobody is measured at verifying it again. Who they belong to is looked up at each request all the same.
 */
export class VerifiedTokens {
  private readonly known = new Map<string, JWTPayload>();

  /** What a token says: verified now, or before. */
  async payloadOf(token: string, verify: (token: string) => Promise<JWTPayload>): Promise<JWTPayload> {
    const payload = this.known.get(token);
    if (payload && isGood(payload)) return payload;
    const verified = await verify(token);
    this.keep(token, verified);
    return verified;
  }

  private keep(token: string, payload: JWTPayload): void {
    this.known.delete(token);
    if (this.known.size >= MOST) {
      for (const oldest of this.known.keys()) {
        this.known.delete(oldest);
        break;
      }
    }
    this.known.set(token, payload);
  }
}

const isGood = ({ exp }: JWTPayload): boolean => exp !== undefined && exp * 1_000 > Date.now();
