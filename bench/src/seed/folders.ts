import { KIND } from './kinds.js';
import type { Municipality, SeedPractice } from './municipality.js';
import { seedId } from './random.js';

export interface SeedFolder {
  id: string;
  number: string;
  applicantId: string;
  groupId: string;
  openedAt: Date;
}

/** The folders of citizens in groups that keep one for each citizen: the first practice of theirs opens it. */
export class SeedFolders {
  /** How many have been numbered in a year. */
  readonly counts = new Map<number, number>();
  private readonly folders = new Map<string, SeedFolder>();

  constructor(town: Municipality) {
    for (let index = 0; index < town.size.practices; index += 1) this.open(town.practice(index));
  }

  all(): Iterable<SeedFolder> {
    return this.folders.values();
  }

  of(practice: SeedPractice): SeedFolder | null {
    return this.folders.get(keyOf(practice)) ?? null;
  }

  private open(practice: SeedPractice): void {
    const { applicant, service, submittedAt } = practice;
    if (!service.group?.singleFolder || !submittedAt || this.of(practice)) return;
    const year = submittedAt.getUTCFullYear();
    const count = (this.counts.get(year) ?? 0) + 1;
    this.counts.set(year, count);
    this.folders.set(keyOf(practice), {
      id: seedId(KIND.folder, this.folders.size, submittedAt),
      number: `${year}/FASC-${String(count).padStart(7, '0')}`,
      applicantId: applicant.id,
      groupId: service.group.id,
      openedAt: submittedAt,
    });
  }
}

const keyOf = ({ applicant, service }: SeedPractice): string => `${applicant.index}/${service.group?.index}`;
