import type { Database } from '../database/database.js';
import { marks } from '../graphql/batch.js';
import type { AttachmentStore } from './attachment-store.js';

/** Removes those files that have no row. Their transactions must have ended. */
export async function removeUnreferenced(
  database: Database,
  store: AttachmentStore,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await database.rows<{ id: string }>(`SELECT id FROM attachments WHERE id IN (${marks(ids)})`, [...ids]);
  const known = new Set(rows.map(({ id }) => id));
  await store.remove(ids.filter((id) => !known.has(id)));
}
