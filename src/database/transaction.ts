import type { EntityManager, EntityTarget } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Settings } from '../settings.js';
import type { BaseEntity } from './base.entity.js';
import type { Parameter } from './database.js';
import { statementsOf, type Values } from './entity-statements.js';
import { isId, newId } from './ids.js';

/** What a commit can tell the rest of the process. */
export type CommitEvent = 'mail queued' | 'webhook queued';

/** What a transaction is made of. */
export interface TransactionParts {
  /** TypeORM's door to this transaction. */
  manager: EntityManager;
  clock: Clock;
  settings: Settings;
  /** Runs a statement on the connection of this transaction. */
  run(sql: string, parameters: Parameter[]): Promise<unknown>;
  announced: Set<CommitEvent>;
  embedded: boolean;
}

/**
 * One unit of writing. Rules take it first, so that none can write outside of one. What equals is found, stored and changed
 * by statements that are worked out once; `manager` is for the rest.
 */
export class Transaction {
  /** TypeORM's door to this transaction. */
  readonly manager: EntityManager;
  /** The installation that is written for. */
  readonly settings: Settings;

  constructor(private readonly parts: TransactionParts) {
    this.manager = parts.manager;
    this.settings = parts.settings;
  }

  /** The present instant. Ask after locking: what is written later must not look earlier. */
  now(): Date {
    return this.parts.clock();
  }

  /** A key for something made now. */
  newId(at: Date = this.now()): string {
    return newId(at);
  }

  /**
   * Loads one thing by its id and keeps it locked until the end of the transaction: who comes second waits, and then
   * sees what the first did. Null when there is none. (The embedded engine runs one transaction at a time.)
   */
  async lock<E extends BaseEntity>(entity: EntityTarget<E>, id: string): Promise<E | null> {
    return isId(id) ? this.lockBy(entity, { id } as Values<E>) : null;
  }

  /** Loads what equals some values, one at most, and keeps it locked like lock(). */
  async lockBy<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<E | null> {
    return this.first(entity, where, this.parts.embedded ? '' : 'FOR UPDATE');
  }

  /**
   * Loads one thing by its id and keeps it from being changed until the end of the transaction; others may do the same
   * at the same time. Null when there is none.
   */
  async share<E extends BaseEntity>(entity: EntityTarget<E>, id: string): Promise<E | null> {
    return isId(id) ? this.first(entity, { id } as Values<E>, this.parts.embedded ? '' : 'LOCK IN SHARE MODE') : null;
  }

  /** What equals some values, one at most; null when there is none. */
  async find<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<E | null> {
    return this.first(entity, where, 'LIMIT 1');
  }

  /** What equals some values and has to be there, because something points to it. */
  async get<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<E> {
    const found = await this.find(entity, where);
    if (!found) throw new Error('What is pointed to is not there');
    return found;
  }

  /** Everything that equals some values, in the order of a column. */
  async findAll<E extends object>(
    entity: EntityTarget<E>,
    where: Values<E>,
    orderBy: Extract<keyof E, string>,
  ): Promise<E[]> {
    return this.select(entity, where, `ORDER BY \`${orderBy}\``);
  }

  /** Plain rows of a statement that only reads, and sees what the transaction has written; see Database.rows. */
  async rows<Row>(sql: string, parameters: Parameter[]): Promise<Row[]> {
    return (await this.parts.run(sql, parameters)) as Row[];
  }

  /** Whether there is anything that equals some values. */
  async exists<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<boolean> {
    return (await this.find(entity, where)) !== null;
  }

  /** Stores something new, as it is: what its keys forbid fails. */
  async insert<E extends object>(thing: E): Promise<E> {
    await this.insertAll(thing.constructor as EntityTarget<E>, [thing]);
    return thing;
  }

  /** Stores new things, all with the same columns: what their keys forbid fails. */
  async insertAll<E extends object>(entity: EntityTarget<E>, things: readonly Values<E>[]): Promise<void> {
    await this.store(entity, things, 'INSERT');
  }

  /** Stores those of some things whose keys are not taken; the others stay as they are. */
  async insertMissing<E extends object>(entity: EntityTarget<E>, things: readonly Values<E>[]): Promise<void> {
    await this.store(entity, things, this.parts.embedded ? 'INSERT OR IGNORE' : 'INSERT IGNORE');
  }

  /** Changes columns of everything that equals some values. */
  async update<E extends object>(entity: EntityTarget<E>, where: Values<E>, changes: Values<E>): Promise<void> {
    const { sql, parameters } = this.statements(entity).update(where, changes);
    await this.parts.run(sql, parameters);
  }

  /** Removes everything that equals some values. */
  async remove<E extends object>(entity: EntityTarget<E>, where: Values<E>): Promise<void> {
    const { sql, parameters } = this.statements(entity).remove(where);
    await this.parts.run(sql, parameters);
  }

  /** Options of a TypeORM find that keep what it finds locked, like lock(). */
  get lockingRows(): { lock?: { mode: 'pessimistic_write' } } {
    return this.parts.embedded ? {} : { lock: { mode: 'pessimistic_write' } };
  }

  /** Tells the rest of the process that something has happened, right after the commit, and never without one. */
  announce(event: CommitEvent): void {
    this.parts.announced.add(event);
  }

  private async first<E extends object>(entity: EntityTarget<E>, where: Values<E>, ending: string): Promise<E | null> {
    return (await this.select(entity, where, ending))[0] ?? null;
  }

  private async select<E extends object>(entity: EntityTarget<E>, where: Values<E>, ending: string): Promise<E[]> {
    const statements = this.statements(entity);
    const { sql, parameters } = statements.select(where, ending);
    const rows = await this.rows<Record<string, unknown>>(sql, parameters);
    return rows.map((row) => statements.entityOf(row));
  }

  private async store<E extends object>(
    entity: EntityTarget<E>,
    things: readonly Values<E>[],
    verb: string,
  ): Promise<void> {
    if (things.length === 0) return;
    const { sql, parameters } = this.statements(entity).insert(things, verb);
    await this.parts.run(sql, parameters);
  }

  private statements<E extends object>(entity: EntityTarget<E>) {
    return statementsOf(this.manager.dataSource, entity);
  }
}
