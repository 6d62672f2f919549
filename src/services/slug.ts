import { type EntityTarget, type FindOptionsWhere, Not } from 'typeorm';
import { isTakenKey } from '../database/contention.js';
import type { Transaction } from '../database/transaction.js';
import { conflict } from '../graphql/errors.js';
import { searchable } from '../graphql/search.js';

const LONGEST = 80;

/** The place in addresses that a name gives: `ZTL – primo rilascio` becomes `ztl-primo-rilascio`. */
export function slugOf(name: string): string {
  const words = searchable(name)
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, LONGEST);
  return words.replace(/^-+|-+$/g, '') || 'servizio';
}

/** The first of `slug`, `slug-2`, `slug-3`… that is not taken. */
export async function freeSlug(name: string, isTaken: (slug: string) => Promise<boolean>): Promise<string> {
  const slug = slugOf(name);
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const candidate = `${slug.slice(0, LONGEST - suffix.length).replace(/-+$/, '')}${suffix}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}

/** What has a place in addresses. */
interface Addressed {
  id: string;
  slug: string;
  name: string;
}

/**
 * Stores something with the slug that was asked for: null makes one from the name, and undefined keeps the one it has.
 * Throws CONFLICT when it is taken. A made one that another transaction takes at the same instant is made anew, as often as it takes.
 */
export async function saveWithSlug<E extends Addressed>(
  tx: Transaction,
  thing: E,
  slug: string | null | undefined,
): Promise<E> {
  const kind = thing.constructor as EntityTarget<E>;
  const others = (candidate: string) => ({ slug: candidate, id: Not(thing.id) }) as FindOptionsWhere<E>;
  const isTaken = (candidate: string) => tx.manager.existsBy(kind, others(candidate));
  for (;;) {
    if (slug === null) thing.slug = await freeSlug(thing.name, isTaken);
    else if (slug !== undefined) {
      if (await isTaken(slug)) throw slugTaken(slug);
      thing.slug = slug;
    }
    try {
      return await tx.manager.save(thing);
    } catch (error) {
      if (slug === undefined || !isTakenKey(error)) throw error;
      if (slug !== null) throw slugTaken(slug);
    }
  }
}

const slugTaken = (slug: string) =>
  conflict({ it: `Lo slug «${slug}» è già in uso.`, en: `The slug “${slug}” is already in use.` });
