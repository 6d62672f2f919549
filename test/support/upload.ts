import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { app } from './app.js';
import type { Asker, RefusalSeen } from './as.js';

/** A file to send. */
export interface SentFile {
  name: string;
  content: Buffer;
}

/** An answer, whatever it is. */
export interface UploadAnswer<Data> {
  status: number;
  data?: Data | null;
  errors?: { message: string; extensions: { code: string; details: unknown } }[];
}

/** The headers without which no files are taken. */
export const headersOf = (asker: Asker): Record<string, string> => ({
  'apollo-require-preflight': 'true',
  ...(asker && { authorization: `Bearer ${asker.token}` }),
});

/** A GraphQL multipart request: an operation, where its files go, and the files. */
export function multipart(operations: unknown, map: unknown, files: readonly SentFile[]): FormData {
  const form = new FormData();
  form.append('operations', JSON.stringify(operations));
  form.append('map', JSON.stringify(map));
  files.forEach(({ name, content }, index) => {
    form.append(String(index), new Blob([content]), name);
  });
  return form;
}

/** Posts a body to the API. */
export async function post<Data>(
  asker: Asker,
  body: FormData | Buffer | string,
  headers: Record<string, string> = headersOf(asker),
): Promise<UploadAnswer<Data>> {
  const response = await fetch(`${app().url}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as object) };
}

/** Sends an operation whose input has files. */
export function upload<Data, Variables extends { input: object }>(
  asker: Asker,
  operation: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  files: readonly SentFile[],
): Promise<UploadAnswer<Data>> {
  const input = { ...variables.input, attachments: files.map(() => null) };
  const map = Object.fromEntries(files.map((_, index) => [index, [`variables.input.attachments.${index}`]]));
  return post(asker, multipart({ query: print(operation), variables: { ...variables, input } }, map, files));
}

/** The data of an answer that has to be one. */
export function accepted<Data>({ data, errors }: UploadAnswer<Data>): Data {
  if (errors || !data) throw new Error(`Refused: ${JSON.stringify(errors)}`);
  return data;
}

/** The refusal of an answer that has to be one, for one reason. */
export function refused({ data, errors }: UploadAnswer<unknown>): RefusalSeen {
  const [error] = errors ?? [];
  if (!error) throw new Error(`Not refused: ${JSON.stringify(data)}`);
  return { code: error.extensions.code, message: error.message, details: error.extensions.details };
}
