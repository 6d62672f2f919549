import type { Context } from '../context.js';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { Refusal } from '../graphql/errors.js';
import { AccessKind } from './access-entry.entity.js';
import { storeAccess } from './access-register.js';

/**
 * Runs a rule that changes a practice in a transaction of its own, with its row in the access register; a refusal has its
 * row too. `practiceId` is the one that was asked for; where the client names none, what finds it by what it names.
 */
export async function registeredChange<Result>(
  context: Context,
  practiceId: string | null | (() => Promise<string | null>),
  rule: (tx: Transaction) => Promise<Result>,
  practiceOf: (result: Result) => string,
): Promise<Result> {
  const { database, viewer, operation, accessRegister } = context;
  const access = { viewer, kind: AccessKind.CHANGE, operation };
  try {
    const result = await database.transaction(async (tx) => {
      const changed = await rule(tx);
      const id = practiceOf(changed);
      if (!accessRegister.remembers(access, id)) await storeAccess(tx, access, [id]);
      return changed;
    });
    accessRegister.remember(access, practiceOf(result));
    return result;
  } catch (error) {
    if (error instanceof Refusal) {
      const asked = typeof practiceId === 'function' ? await practiceId() : practiceId;
      if (asked !== null) await registerRefused(context, asked);
    }
    throw error;
  }
}

/** Asks whether a rule would let a change of a practice through, and stores nothing but the row of a refusal. */
export async function registeredCheck(
  context: Context,
  practiceId: string,
  rule: (tx: Transaction) => Promise<unknown>,
): Promise<void> {
  try {
    await context.database.transaction(rule);
  } catch (error) {
    if (error instanceof Refusal) await registerRefused(context, practiceId);
    throw error;
  }
}

/** Registers that somebody of the staff tried to open or change a practice and was refused, if there is such a practice. */
export async function registerRefused(context: Context, practiceId: string): Promise<void> {
  const { database, viewer, operation, accessRegister } = context;
  if (!viewer.isStaff || !isId(practiceId)) return;
  const found = await database.rows('SELECT id FROM practices WHERE id = ?', [practiceId]);
  if (found.length === 0) return;
  await accessRegister.register({ viewer, kind: AccessKind.REFUSED, operation }, [practiceId]);
}

/** Registers the practices that an answer opens, before it is given. A change opens what it answers as part of the change. */
export function registerOpened(context: Context, practiceIds: readonly string[]): Promise<void> {
  const { viewer, operation, isMutation, accessRegister } = context;
  const kind = isMutation ? AccessKind.CHANGE : AccessKind.READ;
  return accessRegister.register({ viewer, kind, operation }, practiceIds);
}
