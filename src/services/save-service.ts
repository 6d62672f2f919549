import { Not } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import { badInputs, conflict } from '../graphql/errors.js';
import { searchable } from '../graphql/search.js';
import { Service } from './service.entity.js';
import { freeSlug } from './slug.js';

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
  const isTaken = (candidate: string) => tx.manager.existsBy(Service, { slug: candidate, id: Not(service.id) });
  if (slug === null) service.slug = await freeSlug(service.name, isTaken);
  else if (slug !== undefined) {
    if (await isTaken(slug)) throw slugTaken(slug);
    service.slug = slug;
  }
  service.sortName = searchable(service.name);
  service.searchText = searchable(service.name, service.topic, service.description);
  service.updatedAt = tx.now();
  return tx.manager.save(service);
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

const slugTaken = (slug: string) =>
  conflict({ it: `Lo slug «${slug}» è già in uso.`, en: `The slug “${slug}” is already in use.` });
