import { Agent, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { app } from './app.js';
import type { Asker } from './as.js';

/** What a request has beside its address. */
export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** An answer, before anybody looks into it. */
export interface Received {
  status: number;
  /** Names and values in turn, as they came. */
  rawHeaders: string[];
  text: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends a request and waits for the whole answer, over connections that are kept. The suite sends so many that `fetch` is dear. */
export function exchange(url: string, { method = 'POST', headers = {}, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { agent, method, headers }, (response) => {
      const { statusCode = 0, rawHeaders } = response;
      textOf(response).then((text) => resolve({ status: statusCode, rawHeaders, text }), reject);
    });
    sending.on('error', reject).end(body);
  });
}

/** An answer as it came over the wire. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** The errors of the answer; empty when it has none, or is no JSON. */
  errors: { message: string; extensions: { code: string; details: Record<string, unknown> } }[];
  data: unknown;
}

/** Sends something that need not be an operation. A text goes as it is, anything else as JSON. */
export async function send(
  body: unknown,
  {
    method = 'POST',
    path = '/graphql',
    by = null,
    headers = {},
    url = app().url,
  }: { method?: string; path?: string; by?: Asker; headers?: Record<string, string>; url?: string } = {},
): Promise<HttpAnswer> {
  const { status, rawHeaders, text } = await exchange(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(by && { authorization: `Bearer ${by.token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { errors = [], data = null } = parse(text);
  return { status, headers: new Headers(inPairs(rawHeaders)), text, errors, data };
}

/** Raw headers, each with its value. */
export const inPairs = (rawHeaders: string[]): [string, string][] =>
  rawHeaders.flatMap((name, index): [string, string][] => (index % 2 ? [] : [[name, rawHeaders[index + 1]]]));

function parse(text: string): Partial<HttpAnswer> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
