import { setTimeout as delay } from 'node:timers/promises';
import { isBusy } from './contention.js';

/** How long to wait for another process that writes to the file of the embedded engine, in milliseconds. */
export const WRITER_PATIENCE = 10_000;

/**
 * Does work on the embedded engine, again and again while another process is writing. The engine can wait by itself, but
 * not for what has read before it writes, and everything else that this process does would wait with it.
 */
export async function whenFree<T>(work: () => Promise<T>, patience = WRITER_PATIENCE): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await delay(10 + Math.random() * 40);
    }
  }
}
