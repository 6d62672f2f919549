import { expect } from 'chai';
import { countStatements } from './count-statements.js';
import { type HttpAnswer, send } from './http.js';

/** The one statement of an answer from memory. */
const VERSION = 'SELECT version FROM catalogue_state WHERE id = ?';

/** An answer, and whether it came from memory: the version of the catalogue was read for it and nothing else. */
export interface PublicAnswer extends HttpAnswer {
  fromMemory: boolean;
}

/** Asks, as nobody unless a token says otherwise, and while nobody else does. */
export async function askPublicly(body: unknown, options: Parameters<typeof send>[1] = {}): Promise<PublicAnswer> {
  const { result, statements } = await countStatements(() => send(body, options));
  return { ...result, fromMemory: statements.length === 1 && statements[0] === VERSION };
}

/** Asks until the answer comes from memory, which has to be the second time. */
export async function askTwice(body: unknown, options: Parameters<typeof send>[1] = {}): Promise<PublicAnswer> {
  const first = await askPublicly(body, options);
  const second = await askPublicly(body, options);
  expect(second.fromMemory, 'the second answer comes from memory').to.equal(true);
  expect(second.text).to.equal(first.text);
  return second;
}
