import { KIND, SEED_START } from './kinds.js';
import { Random, seedId } from './random.js';
import type { Size } from './size.js';
import { GROUP_SUBJECTS, SUBJECTS, TOPICS } from './words.js';

export interface SeedGroup {
  id: string;
  index: number;
  slug: string;
  name: string;
  topic: string;
  ordered: boolean;
  singleFolder: boolean;
  services: SeedService[];
}

export interface SeedService {
  id: string;
  index: number;
  slug: string;
  name: string;
  topic: string;
  status: string;
  publishedFrom: Date | null;
  publishedUntil: Date | null;
  group: SeedGroup | null;
  /** Its place in the group, from 1 on. */
  position: number | null;
}

/** Bounds of periods lie so far away that a run finds the same whenever it takes place. */
const LONG_AGO = new Date('2024-01-01T00:00:00Z');
const FAR_AWAY = new Date('2099-01-01T00:00:00Z');

/** Services are put into groups in steps of this, so that a group has services of several subjects. */
const STRIDE = 37;

/** Services and their groups: the groups have 2 to 4 services each, the rest of the services stand alone. */
export class SeedCatalogue {
  readonly services: SeedService[];
  readonly groups: SeedGroup[];

  constructor({ services, groups }: Size) {
    this.services = Array.from({ length: services }, (_, index) => service(index));
    this.groups = Array.from({ length: groups }, (_, index) => group(index));
    let place = 0;
    for (const each of this.groups) {
      for (let position = 1; position <= 2 + (each.index % 3); position += 1) {
        const member = this.services[(place * STRIDE) % services];
        Object.assign(member, { group: each, position });
        each.services.push(member);
        place += 1;
      }
    }
  }
}

function service(index: number): SeedService {
  return {
    id: seedId(KIND.service, index, SEED_START),
    index,
    slug: `servizio-${index}`,
    name: `${SUBJECTS[index % SUBJECTS.length]} ${Math.floor(index / SUBJECTS.length) + 1}`,
    topic: new Random('service', index).pick(TOPICS),
    ...publicationOf(index),
    group: null,
    position: null,
  };
}

/**
 * Three services in ten are left out of the catalogue: not open yet, closed and suspended. With the stride above they
 * meet in some of the groups, which are left out as a whole.
 */
function publicationOf(index: number): Pick<SeedService, 'status' | 'publishedFrom' | 'publishedUntil'> {
  const status = index % 10 === 9 ? 'SUSPENDED' : 'PUBLISHED';
  switch (index % 10) {
    case 3:
      return { status, publishedFrom: FAR_AWAY, publishedUntil: null };
    case 6:
      return { status, publishedFrom: SEED_START, publishedUntil: LONG_AGO };
    case 1:
      return { status, publishedFrom: SEED_START, publishedUntil: FAR_AWAY };
    case 5:
      return { status, publishedFrom: null, publishedUntil: null };
    default:
      return { status, publishedFrom: SEED_START, publishedUntil: null };
  }
}

/** Whether citizens find a service, whenever a run takes place. */
export const isOpen = ({ status, publishedFrom, publishedUntil }: SeedService): boolean =>
  status === 'PUBLISHED' && publishedFrom !== FAR_AWAY && publishedUntil !== LONG_AGO;

function group(index: number): SeedGroup {
  return {
    id: seedId(KIND.group, index, SEED_START),
    index,
    slug: `gruppo-${index}`,
    name: `${GROUP_SUBJECTS[index % GROUP_SUBJECTS.length]} ${Math.floor(index / GROUP_SUBJECTS.length) + 1}`,
    topic: new Random('group', index).pick(TOPICS),
    ordered: index % 3 === 0,
    singleFolder: index % 2 === 0,
    services: [],
  };
}
