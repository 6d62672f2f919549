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
