import type { Text } from '../locale.js';
import { badInput, badInputs, type Violation } from './errors.js';

/** The body of a request, once it has come through assertOperation. */
export interface OperationRequest {
  query: string;
  operationName?: string | null;
  variables?: Record<string, unknown> | null;
}

/**
 * Refuses a body that is not one operation, before GraphQL sees it and in the language of the request. Throws
 * BAD_USER_INPUT that names what is wrong with it.
 */
export function assertOperation(body: unknown): void {
  if (!isObject(body)) throw badInput('body', ONE_OPERATION);
  const { query, operationName, variables, extensions } = body;
  const violations: Violation[] = [];
  if (typeof query !== 'string' || query.trim() === '') violations.push({ path: 'query', message: DOCUMENT });
  if (operationName != null && typeof operationName !== 'string') {
    violations.push({ path: 'operationName', message: NAME });
  }
  if (variables != null && !isObject(variables)) violations.push({ path: 'variables', message: OBJECT });
  if (extensions != null && !isObject(extensions)) violations.push({ path: 'extensions', message: OBJECT });
  else if (extensions?.persistedQuery != null) violations.push({ path: 'extensions', message: NOT_PERSISTED });
  if (violations.length > 0) throw badInputs(violations);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const ONE_OPERATION: Text = {
  it: 'richiede un oggetto JSON con una sola operazione, come {"query": "{ me { id } }"}.',
  en: 'takes a JSON object with one operation, such as {"query": "{ me { id } }"}.',
};

const DOCUMENT: Text = { it: 'richiede un documento GraphQL.', en: 'takes a GraphQL document.' };

const NAME: Text = { it: 'richiede un testo.', en: 'takes a text.' };

const NOT_PERSISTED: Text = {
  it: 'non ammette persistedQuery: mandi il documento intero.',
  en: 'takes no persistedQuery: send the whole document.',
};

const OBJECT: Text = { it: 'richiede un oggetto JSON.', en: 'takes a JSON object.' };
