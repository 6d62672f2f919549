import { setTimeout as delay } from 'node:timers/promises';
import { describeFault } from '../log.js';
import { claimMails, nextDue } from './claim-mails.js';
import { type Delivery, deliverMail, STOPPED } from './deliver-mail.js';
import { postpone } from './finish-mail.js';
import { withinHourlyLimit } from './hourly-limit.js';
import type { Mail } from './mail.entity.js';
import { PARALLEL_SENDS } from './mail-transport.js';
import { WakeSignal } from './wake-signal.js';

/** How long the worker sleeps at most: mails that another process queued wake nobody here. */
const POLL = 15_000;

/** How long to wait when a due mail was just taken by another worker. */
const AFTER_OTHERS = 50;

/** How long to leave a database alone that does not answer. */
const AFTER_FAULT = 3_000;

/** What stopping leaves to sends in flight to end by themselves, and then to be recorded. */
const GRACE = 4_000;
const LAST_WORDS = 2_000;

/**
 * Delivers the queued mails of an installation. Any number of workers, in one process or many, can run on one database:
 * a mail belongs to one of them at a time.
 */
export class MailWorker {
  private readonly signal = new WakeSignal();
  private readonly halt = new WakeSignal();
  private readonly inFlight = new Map<Promise<void>, AbortController>();
  private loop: Promise<void> | null = null;
  private stopping = false;
  private waiting: (() => void)[] = [];

  constructor(private readonly delivery: Delivery) {}

  /** Begins to deliver what is due, and whatever will be. */
  start(): void {
    this.loop ??= this.run();
  }

  /** Tells that a mail may be due now. Costs nothing, and never throws. */
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
   * Takes no more mails, gives those in flight some seconds, cuts what is left and closes the connections. What was not
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
    this.delivery.transport.close();
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.signal.sleep(await this.pass());
      } catch (fault) {
        this.delivery.log.error({ fault: describeFault(fault) }, 'The mail queue cannot be read; trying again later');
        await this.halt.sleep(AFTER_FAULT);
      }
    }
  }

  /** Takes what is due, as far as there are hands free, and answers how long there is nothing to do. */
  private async pass(): Promise<number> {
    const { database, clock } = this.delivery;
    const asked = this.waiting.length;
    const free = PARALLEL_SENDS - this.inFlight.size;
    if (free === 0) return POLL;
    const due = await nextDue(database);
    const wait = due === null ? POLL : due.getTime() - clock().getTime();
    if (wait > 0) {
      if (this.inFlight.size === 0) for (const resolve of this.waiting.splice(0, asked)) resolve();
      return Math.min(wait, POLL);
    }
    const claimed = await claimMails(database, free);
    for (const mail of await withinHourlyLimit(database, claimed, clock())) {
      if (this.stopping) await postpone(database, mail, clock());
      else this.begin(mail);
    }
    return claimed.length > 0 ? 0 : AFTER_OTHERS;
  }

  private begin(mail: Mail): void {
    const controller = new AbortController();
    const sending = deliverMail(this.delivery, mail, controller).finally(() => {
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
