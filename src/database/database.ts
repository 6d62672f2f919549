import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { DataSource, type EntityManager, MigrationExecutor } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Settings } from '../settings.js';
import { isBusy, lostRace } from './contention.js';
import { toStoredText } from './instants.js';
import { migrate } from './migrate.js';
import { execute, serverTransaction } from './server-transaction.js';
import { type CommitEvent, Transaction, type TransactionParts } from './transaction.js';
import { WRITER_PATIENCE, whenFree } from './when-free.js';
import { PATIENCE, type Patience, withConnection } from './with-connection.js';
import { within } from './within.js';
import { WriteQueue } from './write-queue.js';

/** A value that can stand for a `?` of a statement. */
export type Parameter = string | number | boolean | Date | null;

const ATTEMPTS = 3;

/** How long to wait for the connections to be closed in good order, in milliseconds. */
const PARTING = 2_000;

/**
 * The database of the service. Reading goes through `rows`, writing through `transaction`, and nothing else.
 *
 * On the embedded engine TypeORM has one connection: two concurrent transactions would nest in each other and a read
 * would see what is not committed. So there writes wait for each other in a queue, and reads have a connection of
 * their own.
 */
export class Database {
  private readonly reader: DataSource;
  private readonly queue: WriteQueue | null;

  constructor(
    private readonly writer: DataSource,
    private readonly installation: { clock: Clock; settings: Settings },
    private readonly patience: Patience = PATIENCE,
  ) {
    this.embedded = writer.options.type === 'better-sqlite3';
    this.reader = this.embedded ? new DataSource({ ...writer.options, migrations: [], entities: [] }) : writer;
    this.queue = this.embedded ? new WriteQueue() : null;
  }

  /** What transactions announced, once they have committed. */
  readonly events = new EventEmitter<Record<CommitEvent, []>>();

  /** Whether this is the embedded engine (SQLite) and not a server. */
  readonly embedded: boolean;

  /** Connects, and brings the tables up to date. */
  async open(): Promise<void> {
    if (!this.writer.isInitialized) await whenFree(() => this.writer.initialize());
    await migrate(this.writer);
    if (this.reader !== this.writer) {
      await whenFree(() => this.reader.initialize());
      await this.reader.query('PRAGMA query_only = ON');
    }
  }

  async close(): Promise<void> {
    await this.queue?.idle();
    if (this.reader !== this.writer && this.reader.isInitialized) await this.reader.destroy();
    // A server that does not answer any more is not waited for.
    if (this.writer.isInitialized) await within(PARTING, this.writer.destroy()).catch(() => undefined);
  }

  /** Throws when the database does not answer soon, or its tables are not up to date. */
  async assertReady(): Promise<void> {
    if (!this.writer.isInitialized) throw new Error('The database is not connected');
    const isBehind = this.embedded
      ? this.writer.showMigrations()
      : withConnection(this.writer, this.patience, (runner) =>
          new MigrationExecutor(this.writer, runner).showMigrations(),
        );
    if (await within(this.patience.readiness, isBehind)) throw new Error('Migrations are pending');
  }

  /**
   * Plain rows of a statement that only reads what is committed. Values go in as parameters, in place of `?`; for instants
   * that come out see instants.ts.
   */
  rows<Row>(sql: string, parameters: Parameter[] = []): Promise<Row[]> {
    if (this.embedded) return whenFree(() => this.reader.query(sql, parameters.map(sqliteParameter)));
    return withConnection(this.reader, this.patience, (_runner, connection) =>
      execute<Row>(connection, sql, parameters),
    );
  }

  /**
   * Runs the work in one transaction: all of it is stored or nothing. What it announces is told after the commit. When it
   * loses a race against another one, the whole work runs again in a new one, up to three times; on the embedded engine
   * as long as another process is writing, within bounds. So the work must not touch anything but the transaction.
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const deadline = Date.now() + WRITER_PATIENCE;
    for (let attempt = 1; ; attempt += 1) {
      const announced = new Set<CommitEvent>();
      try {
        const result = await this.once(work, announced);
        for (const event of announced) this.events.emit(event);
        return result;
      } catch (error) {
        const mayTryAgain = isBusy(error) ? Date.now() < deadline : attempt < ATTEMPTS;
        if (!mayTryAgain || !lostRace(error)) throw error;
        await delay(Math.min(attempt, ATTEMPTS) * 20 + Math.random() * 50);
      }
    }
  }

  private once<T>(work: (tx: Transaction) => Promise<T>, announced: Set<CommitEvent>): Promise<T> {
    const { embedded } = this;
    const { clock, settings } = this.installation;
    const unit = (manager: EntityManager, run: TransactionParts['run']) =>
      work(new Transaction({ clock, settings, manager, run, announced, embedded }));
    if (this.queue) {
      return this.queue.run(() =>
        this.writer.transaction((manager) =>
          unit(manager, (sql, parameters) => manager.query(sql, parameters.map(sqliteParameter))),
        ),
      );
    }
    return withConnection(this.writer, this.patience, (runner, connection) =>
      serverTransaction(runner, connection, (run) => unit(runner.manager, run)),
    );
  }
}

const sqliteParameter = (value: Parameter): Parameter => (value instanceof Date ? toStoredText(value) : value);
