import type { Transaction } from '../database/transaction.js';
import { searchable, sortable } from '../graphql/search.js';
import type { ServiceGroup } from './service-group.entity.js';
import { saveWithSlug } from './slug.js';

/** Stores a group that was made or changed, with the slug that was asked for: see saveWithSlug. Throws CONFLICT. */
export async function saveServiceGroup(
  tx: Transaction,
  group: ServiceGroup,
  slug: string | null | undefined,
): Promise<ServiceGroup> {
  group.sortName = sortable(group.name);
  group.searchText = searchable(group.name, group.topic, group.description);
  group.updatedAt = tx.now();
  group.version += 1;
  return saveWithSlug(tx, group, slug);
}
