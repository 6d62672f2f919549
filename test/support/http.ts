import { app } from './app.js';
import type { Asker } from './as.js';

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
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(by && { authorization: `Bearer ${by.token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const { errors = [], data = null } = parse(text);
  return { status: response.status, headers: response.headers, text, errors, data };
}

function parse(text: string): Partial<HttpAnswer> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
