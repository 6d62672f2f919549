import type { Transaction } from '../database/transaction.js';
import { badInputs } from '../graphql/errors.js';
import { searchable, sortable } from '../graphql/search.js';
import type { Service } from './service.entity.js';
import { saveWithSlug } from './slug.js';

/**
 * Stores a service that was made or changed. `slug` is the one that was asked for: null makes one from the name, and
 * undefined keeps the one it has. Throws BAD_USER_INPUT (R21) and CONFLICT.
 */
export async function saveService(
  tx: Transaction,
  service: Service,
  slug: string | null | undefined,
): Promise<Service> {
  assertPeriod(service);
  service.sortName = sortable(service.name);
  service.searchText = searchable(service.name, service.topic, service.description);
  service.updatedAt = tx.now();
  service.version += 1;
  return saveWithSlug(tx, service, slug);
}

function assertPeriod({ publishedFrom, publishedUntil }: Service): void {
  if (publishedFrom === null || publishedUntil === null || publishedFrom <= publishedUntil) return;
  const message = {
    it: 'la data di pubblicazione non può seguire quella di cessazione.',
    en: 'the start of publication cannot come after its end.',
  };
  throw badInputs([
    { path: 'input.publishedFrom', message },
    { path: 'input.publishedUntil', message },
  ]);
}
