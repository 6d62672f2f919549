import { setTimeout as delay } from 'node:timers/promises';
import { describeFault } from '../log.js';
import { PARALLEL_SENDS } from './channel.js';
import { claim, nextDue } from './claim.js';
import { type Delivery, deliver, STOPPED } from './deliver.js';
import { postpone } from './finish.js';
import type { OutboxItem } from './outbox-item.entity.js';
import { Turnstile } from './turnstile.js';
import { WakeSignal } from './wake-signal.js';

/** How long the worker sleeps at most: what another process queued wakes nobody here. */
const POLL = 15_000;

/** How long to wait when what is due was just taken by another worker. */
const AFTER_OTHERS = 50;

/** How long to leave a database alone that does not answer. */
const AFTER_FAULT = 3_000;

/** What stopping leaves to sends in flight to end by themselves, and then to be recorded. */
const GRACE = 4_000;
const LAST_WORDS = 2_000;

/**
 * Delivers what is queued for one channel of an installation. Any number of workers, in one process or many, can run on
 * one database: an item belongs to one of them at a time. Each channel has a worker of its own, so that another system
 * that hangs holds up no mail.
 */
export class OutboxWorker<Item extends OutboxItem> {
  private readonly signal = new WakeSignal();
  private readonly halt = new WakeSignal();
  private readonly turnstile = new Turnstile();
  private readonly inFlight = new Map<Promise<void>, AbortController>();
  private loop: Promise<void> | null = null;
  private stopping = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly delivery: Delivery<Item>) {}

  /** Begins to deliver what is due, and whatever will be. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Tells that something may be due now. Costs nothing, and never throws. */
  wake(): void {
    this.signal.wake();
  }

  /** Settles when nothing is due and nothing is being sent, as seen after this call; or when the worker stops. */
  drained(): Promise<void> {
    if (this.stopping || !this.loop) return Promise.resolve();
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.wake();
    });
  }

  /**
   * Takes nothing more, gives those in flight some seconds, cuts what is left and closes the connections. What was not
   * delivered stays queued.
   */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.signal.wake();
    this.halt.wake();
    await this.settled(GRACE);
    for (const controller of this.inFlight.values()) controller.abort(STOPPED);
    await this.settled(LAST_WORDS);
    this.delivery.channel.close();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.signal.sleep(await this.pass());
      } catch (fault) {
        this.tellFault(fault);
        await this.halt.sleep(AFTER_FAULT);
      }
    }
  }

  private tellFault(fault: unknown): void {
    const { log, channel } = this.delivery;
    log.error({ channel: channel.name, fault: describeFault(fault) }, 'The queue cannot be read; trying again later');
  }

  /** Takes what is due, as far as there are hands free, and answers how long there is nothing to do. */
  private async pass(): Promise<number> {
    const { database, clock, channel } = this.delivery;
    const asked = this.waiting.length;
    const free = PARALLEL_SENDS - this.inFlight.size;
    if (free === 0) return POLL;
    const due = await nextDue(database, channel);
    const wait = due === null ? POLL : due.getTime() - clock().getTime();
    if (wait > 0) {
      if (this.inFlight.size === 0) for (const resolve of this.waiting.splice(0, asked)) resolve();
      return Math.min(wait, POLL);
    }
    const claimed = await claim(database, channel, free);
    const admitted = (await channel.admit?.(database, claimed, clock())) ?? claimed;
    for (const item of admitted) {
      if (this.stopping) await postpone(database, channel.entity, item, clock());
      else this.begin(item);
    }
    return claimed.length > 0 ? 0 : AFTER_OTHERS;
  }

  private begin(item: Item): void {
    const controller = new AbortController();
    const pass = this.turnstile.pass();
    const sending = deliver(this.delivery, item, pass, controller).finally(() => {
      pass.end();
      this.inFlight.delete(sending);
      this.signal.wake();
    });
    this.inFlight.set(sending, controller);
  }

  /** Waits, for so long at most, until the loop has ended and nothing is in flight. */
  private async settled(milliseconds: number): Promise<void> {
    const bound = new AbortController();
    const all = Promise.resolve(this.loop).then(() => Promise.all(this.inFlight.keys()));
    const late = delay(milliseconds, undefined, { signal: bound.signal }).catch(() => undefined);
    await Promise.race([all, late]);
    bound.abort();
  }
}
