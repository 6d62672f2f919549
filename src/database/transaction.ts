import type { EntityManager, EntityTarget, FindOptionsWhere } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Settings } from '../settings.js';
import type { BaseEntity } from './base.entity.js';
import { isId, newId } from './ids.js';

/** What a commit can tell the rest of the process. */
export type CommitEvent = 'mail queued' | 'webhook queued';

/** One unit of writing. Rules take it first, so that none can write outside of one. */
export class Transaction {
  constructor(
    /** TypeORM's door to this transaction. */
    readonly manager: EntityManager,
    private readonly clock: Clock,
    /** The installation that is written for. */
    readonly settings: Settings,
    private readonly announced: Set<CommitEvent>,
    private readonly embedded: boolean,
  ) {}

  /** The present instant. Ask after locking: what is written later must not look earlier. */
  now(): Date {
    return this.clock();
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
    if (!isId(id)) return null;
    return this.manager.findOne(entity, { where: { id } as FindOptionsWhere<E>, ...this.lockingRows });
  }

  /**
   * Loads one thing by its id and keeps it from being changed until the end of the transaction; others may do the same
   * at the same time. Null when there is none.
   */
  async share<E extends BaseEntity>(entity: EntityTarget<E>, id: string): Promise<E | null> {
    if (!isId(id)) return null;
    const where = { id } as FindOptionsWhere<E>;
    return this.manager.findOne(entity, { where, ...(!this.embedded && { lock: { mode: 'pessimistic_read' } }) });
  }

  /** Stores something new, as it is: what its keys forbid fails. */
  async insert<E extends object>(thing: E): Promise<E> {
    await this.manager.insert(thing.constructor as EntityTarget<E>, thing as never);
    return thing;
  }

  /** Options of a TypeORM find that keep what it finds locked, like lock(). */
  get lockingRows(): { lock?: { mode: 'pessimistic_write' } } {
    return this.embedded ? {} : { lock: { mode: 'pessimistic_write' } };
  }

  /** Tells the rest of the process that something has happened, right after the commit, and never without one. */
  announce(event: CommitEvent): void {
    this.announced.add(event);
  }
}
