import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { makeIssuerKeys, type SigningAlgorithm } from './issuer-keys.js';

/** How an issuer is started. */
export interface IssuerOptions {
  /** 0, which is the default, takes a free one. */
  port?: number;
  host?: '127.0.0.1';
  /** Whom its tokens are for. */
  audience: string;
  clock: () => Date;
}

/** What makes one token differ from the issuer's usual ones. */
export interface TokenOverrides {
  /** Seconds until it expires, 3600 unless given; null leaves `exp` out. */
  expiresInSeconds?: number | null;
  /** The instant of `iat`, now unless given; null leaves it out. */
  issuedAt?: Date | null;
  notBefore?: Date;
  audience?: string | string[];
  issuer?: string;
  /** RS256 unless given. */
  algorithm?: SigningAlgorithm;
  kid?: string;
}

/** A running issuer. */
export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/**
 * Starts a small OpenID issuer on this machine, real in all that a verifier sees: discovery, published keys, signed tokens.
 * It gives a token to whoever calls `token`: it stands in for an identity provider in the demo and in tests, nowhere else.
 * Its keys live as long as it does, and so do its tokens.
 */
export async function startIssuer({ port = 0, host = '127.0.0.1', audience, clock }: IssuerOptions) {
  let keys = await makeIssuerKeys();
  const requests = { discovery: 0, keys: 0 };

  const server = createServer((request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      requests.discovery += 1;
      sendJson(response, { issuer: url, jwks_uri: `${url}/jwks` });
    } else if (request.url === '/jwks') {
      requests.keys += 1;
      sendJson(response, { keys: Object.values(keys).map((key) => key.publicJwk) });
    } else {
      response.writeHead(404).end();
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  const url = `http://${host}:${(server.address() as AddressInfo).port}`;

  /** Signs a token with these claims, `sub` among them. */
  async function token(claims: Record<string, unknown>, overrides: TokenOverrides = {}): Promise<string> {
    const { issuedAt = clock(), expiresInSeconds = 3600, algorithm = 'RS256' } = overrides;
    const key = keys[algorithm];
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid: overrides.kid ?? key.kid, typ: 'JWT' })
      .setIssuer(overrides.issuer ?? url)
      .setAudience(overrides.audience ?? audience);
    if (issuedAt !== null) jwt.setIssuedAt(issuedAt);
    if (overrides.notBefore !== undefined) jwt.setNotBefore(overrides.notBefore);
    if (expiresInSeconds !== null) jwt.setExpirationTime(Math.floor(clock().getTime() / 1000) + expiresInSeconds);
    return jwt.sign(key.privateKey);
  }

  /** Replaces the keys: tokens signed so far no longer hold. */
  async function rotateKeys(): Promise<void> {
    keys = await makeIssuerKeys();
  }

  /** The identifier of the key that signs now. */
  function keyId(algorithm: SigningAlgorithm): string {
    return keys[algorithm].kid;
  }

  /** Stops answering, also on connections that are kept open. */
  async function close(): Promise<void> {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  return {
    url,
    /** How often each document was asked for. */
    requests,
    token,
    rotateKeys,
    keyId,
    close,
  };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
