import type { Database } from '../database/database.js';
import type { Transaction } from '../database/transaction.js';
import type { OutboxItem } from './outbox-item.entity.js';

/** Items of one channel that one process hands over at the same time. */
export const PARALLEL_SENDS = 4;

/** A way out of the service: what goes out, how, and what its failures mean. Claims, leases and retries are the same for all. */
export interface Channel<Item extends OutboxItem> {
  /** What an item is called in the log. */
  name: string;
  entity: new () => Item;
  table: string;
  /**
   * Settles when the other side has accepted the item; throws when it has not. Where the other side cannot tell a double
   * the last byte waits for `turn`.
   */
  send(item: Item, signal: AbortSignal, turn: () => Promise<void>): Promise<void>;
  failureOf(error: unknown): DeliveryFailure;
  /** Of the items just claimed, those that may go out now; the others it puts back. All, without it. */
  admit?(database: Database, claimed: Item[], now: Date): Promise<Item[]>;
  /** Runs in the transaction that ends an item as FAILED. What it throws keeps the item from ending: it must not fail. */
  onFailed?: OnFailed<Item>;
  /** Closes the connections to the other side. */
  close(): void;
}

/** What happens, in the transaction that ends an item as FAILED, because nobody will be told by it any more. */
export type OnFailed<Item extends OutboxItem> = (tx: Transaction, item: Item) => Promise<void>;

/** How a try to deliver failed, without anything that the other side said in words. */
export interface DeliveryFailure {
  /** Whether there is no point in trying again. */
  final: boolean;
  /** Whether the other side answered to this item, and not to our coming as a whole: what counts as an attempt. */
  answered: boolean;
  /** The reason and the other side's codes, as `explainFailure` reads them. */
  lastError: string;
}
