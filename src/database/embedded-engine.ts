import Libsql from 'libsql';
import { whenFree } from './when-free.js';

/** A connection of the embedded engine, as far as it is changed here. */
interface Engine {
  prepare(sql: string): unknown;
}

/**
 * Makes each transaction take the right to write when it begins. One that reads before it writes would be refused when
 * another process has written in between, however often it is tried.
 */
export function beginWithTheLock(engine: Engine): void {
  const prepare = engine.prepare.bind(engine);
  engine.prepare = (sql) => prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql);
}

/**
 * Does work while no other process does such work for the same file. The lock is one on a file beside it, which the
 * system releases when the process ends, however it ends.
 */
export async function aloneWith<T>(database: string, patience: number, work: () => Promise<T>): Promise<T> {
  const lock = new Libsql(`${database}-lock`, { timeout: 0 });
  try {
    await whenFree(async () => lock.exec('BEGIN EXCLUSIVE'), patience);
    return await work();
  } finally {
    lock.close();
  }
}
