import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { app } from './app.js';
import { exchange } from './http.js';
import { keepSecrets } from './log.js';

/** Why an operation was refused. */
export interface RefusalSeen {
  code: string;
  message: string;
  // biome-ignore lint/suspicious/noExplicitAny: details differ by code; tests look into them
  details: any;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; path?: string[]; extensions: { code: string; details: unknown } }[];
}

/** Somebody who has a token; null is nobody. */
export type Asker = { token: string } | null;

/** Acts as somebody, through the API. */
export const as = (asker: Asker, headers: Record<string, string> = {}) => ({
  /** The data of an operation that has to succeed. */
  async ask<Data, Variables>(
    operation: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<Data> {
    const { data, errors } = await post<Data>(asker, headers, operation, variables);
    if (errors || !data) throw new Error(`Refused: ${JSON.stringify(errors)}`);
    return data;
  },

  /** The refusal of an operation that has to be refused, for one reason. */
  async refused<Data, Variables>(
    operation: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<RefusalSeen> {
    const { errors, data } = await post<Data>(asker, headers, operation, variables);
    const [error] = errors ?? [];
    if (!error) throw new Error(`Not refused: ${JSON.stringify(data)}`);
    return { code: error.extensions.code, message: error.message, details: error.extensions.details };
  },

  /** The whole answer, whatever it is. */
  answer<Data, Variables>(
    operation: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<Answer<Data>> {
    return post<Data>(asker, headers, operation, variables);
  },
});

const texts = new WeakMap<object, string>();

/** A document as it is sent: most are asked many times. */
function textOf(operation: TypedDocumentNode): string {
  const text = texts.get(operation) ?? print(operation);
  texts.set(operation, text);
  return text;
}

async function post<Data>(
  asker: Asker,
  headers: Record<string, string>,
  operation: TypedDocumentNode<Data, never> | string | object,
  variables: unknown,
): Promise<Answer<Data>> {
  const query = typeof operation === 'string' ? operation : textOf(operation as TypedDocumentNode);
  const { text } = await exchange(`${app().url}/graphql`, {
    headers: {
      'content-type': 'application/json',
      ...(asker && { authorization: `Bearer ${asker.token}` }),
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer: Answer<Data> = JSON.parse(text);
  keepSecrets({ token: asker?.token, variables, answer: answer.data });
  return answer;
}
