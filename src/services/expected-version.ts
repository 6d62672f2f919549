import { conflict } from '../graphql/errors.js';

/**
 * Refuses a change that was made from another version than the one that is locked: CONFLICT, so that nobody overwrites
 * what they have not seen. A client that names no version changes whatever there is.
 */
export function assertVersion({ version }: { version: number }, expected: number | null | undefined): void {
  if (expected != null && expected !== version) throw conflict(STALE);
}

/** What a change is told that was made from what is no longer so. */
export const STALE = {
  it: 'Nel frattempo qualcun altro l’ha modificato: lo rilegga e ripeta la modifica.',
  en: 'Somebody else has changed it in the meantime: read it again, and make your change anew.',
};
