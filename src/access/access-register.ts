import type { Clock } from '../clock.js';
import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { Viewer } from '../identity/viewer.js';
import { AccessEntry, type AccessKind } from './access-entry.entity.js';

const QUARTER_OF_AN_HOUR = 15 * 60 * 1_000;

/** How many accesses of this quarter of an hour a process remembers, so as not to write them again. */
const MOST_REMEMBERED = 50_000;

/** What somebody does, by which operation of the API. */
export interface Access {
  viewer: Viewer;
  kind: AccessKind;
  operation: string;
}

/**
 * The register of who on the staff opened or changed which practice. What cannot be registered is not answered: callers
 * wait for it, and let its failure pass.
 */
export class AccessRegister {
  private quarter = 0;
  /** The practices of each viewer and kind of access. */
  private readonly remembered = new Map<string, Set<string>>();
  private count = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Registers an access to practices that exist, in one statement for all of them. Only the staff is registered. */
  async register(access: Access, practiceIds: readonly string[]): Promise<void> {
    if (!access.viewer.isStaff) return;
    const known = this.rememberedOf(access);
    const news = [...new Set(practiceIds)].filter((id) => !known?.has(id));
    if (news.length === 0) return;
    await this.database.transaction((tx) => storeAccess(tx, access, news));
    for (const id of news) this.remember(access, id);
  }

  /** Whether this process has written the row of an access in this quarter of an hour. */
  remembers(access: Access, practiceId: string): boolean {
    return this.rememberedOf(access)?.has(practiceId) ?? false;
  }

  private rememberedOf(access: Access): ReadonlySet<string> | undefined {
    const quarter = quarterOf(this.clock());
    if (quarter !== this.quarter || this.count > MOST_REMEMBERED) {
      this.remembered.clear();
      this.count = 0;
      this.quarter = quarter;
    }
    return this.remembered.get(keyOf(access));
  }

  /** Remembers that the row of an access is committed. */
  remember(access: Access, practiceId: string): void {
    if (!access.viewer.isStaff) return;
    const practices = this.remembered.get(keyOf(access)) ?? new Set();
    if (practices.has(practiceId)) return;
    this.remembered.set(keyOf(access), practices.add(practiceId));
    this.count += 1;
  }
}

const keyOf = ({ viewer, kind }: Access): string => `${viewer.id} ${kind}`;

const quarterOf = (instant: Date): number => Math.floor(instant.getTime() / QUARTER_OF_AN_HOUR);

/**
 * Writes the rows of an access within a transaction: a change and its row are stored together or not at all. A row that
 * this quarter of an hour has already stays as it is.
 */
export async function storeAccess(tx: Transaction, access: Access, practiceIds: readonly string[]): Promise<void> {
  const { viewer, kind, operation } = access;
  if (!viewer.isStaff) return;
  const at = tx.now();
  const what = { userId: viewer.id, kind, operation: operation.slice(0, 100), at, quarter: quarterOf(at) };
  const rows = practiceIds.map((practiceId) => ({ id: tx.newId(at), practiceId, ...what }));
  await tx.insertMissing(AccessEntry, rows);
}
