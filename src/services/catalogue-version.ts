import { randomUUID } from 'node:crypto';
import {
  type BeforeQueryEvent,
  type EntitySubscriberInterface,
  EventSubscriber,
  type QueryRunner,
  type TransactionCommitEvent,
  type TransactionRollbackEvent,
} from 'typeorm';
import type { Database } from '../database/database.js';
import { CatalogueState, THE_CATALOGUE } from './catalogue-state.entity.js';

/** A statement that writes, and names one of the two tables of which the catalogue is made. */
const CHANGES_THE_CATALOGUE = /^\s*(insert|update|delete|replace|with)\b.*\b(services|service_groups)\b/is;

/**
 * Gives the catalogue another version with every transaction that writes services or groups: it looks at the statements
 * that are sent, so there is no rule that could forget it. Right before the commit, because whoever writes next waits
 * for the row from there on: it comes last in the order of locks.
 */
@EventSubscriber()
export class CatalogueVersion implements EntitySubscriberInterface {
  private readonly changing = new WeakSet<QueryRunner>();

  beforeQuery({ query, queryRunner }: BeforeQueryEvent): void {
    if (CHANGES_THE_CATALOGUE.test(query)) this.changing.add(queryRunner);
  }

  async beforeTransactionCommit({ queryRunner, manager }: TransactionCommitEvent): Promise<void> {
    if (!this.changing.delete(queryRunner)) return;
    const { affected } = await manager.update(CatalogueState, { id: THE_CATALOGUE }, { version: randomUUID() });
    if (affected !== 1) throw new Error('catalogue_state has lost its row');
  }

  /** The runner of the embedded engine lives on. */
  afterTransactionRollback({ queryRunner }: TransactionRollbackEvent): void {
    if (!queryRunner.isTransactionActive) this.changing.delete(queryRunner);
  }
}

/** The version of the catalogue that is committed: the same as long as no service and no group has changed. */
export async function readCatalogueVersion(database: Database): Promise<string> {
  const [row] = await database.rows<CatalogueState>('SELECT version FROM catalogue_state WHERE id = ?', [
    THE_CATALOGUE,
  ]);
  if (!row) throw new Error('catalogue_state has lost its row');
  return row.version;
}
