import { registeredCheck } from '../access/registered.js';
import { type AcceptedFile, acceptFiles } from '../attachments/accept-files.js';
import { removeUnreferenced } from '../attachments/remove-unreferenced.js';
import type { Context } from '../context.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, Refusal } from '../graphql/errors.js';
import type { WriteMessageInput } from './message.input.js';

/**
 * Writes something that may have files. The rules come first: while they refuse, not a byte of a file has been stored. Then
 * the files come in, are looked at and kept, and then the rules are asked again, within the transaction that stores it. Of
 * what is refused no file stays; where a fault leaves it open whether a row was stored, the sweeper decides later.
 * @param admit the rules, as a check of its own
 * @param write stores it with the files that were accepted
 */
export async function withFiles<Result>(
  context: Context,
  input: WriteMessageInput,
  admit: (tx: Transaction) => Promise<unknown>,
  write: (files: AcceptedFile[]) => Promise<Result>,
): Promise<Result> {
  const { uploads, attachments, database } = context;
  if (!input.attachments?.length) return write([]);
  if (!uploads) throw badInput('input.attachments', MULTIPART);
  await registeredCheck(context, input.practiceId, admit);
  const files = await acceptFiles(context, await uploads.claim(input.attachments));
  try {
    return await write(files);
  } catch (error) {
    const ids = files.map(({ id }) => id);
    if (error instanceof Refusal) await removeUnreferenced(database, attachments.store, ids);
    throw error;
  }
}

const MULTIPART = {
  it: 'richiede i file in una richiesta GraphQL multipart.',
  en: 'takes files of a GraphQL multipart request.',
};
