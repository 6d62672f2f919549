import { yearInRome } from '../clock.js';
import type { Transaction } from '../database/transaction.js';
import { RegistryCounter } from './registry-counter.entity.js';

/**
 * The next protocol number of the year in Italy, such as `2026/0000123`. The counter's row stays locked until the
 * transaction ends and a rollback takes the number back, so there are neither gaps nor doubles. Ask for it late: whoever
 * files at the same time waits from here on.
 */
export async function nextProtocolNumber(tx: Transaction): Promise<string> {
  const year = yearInRome(tx.now());
  return `${year}/${String(await next(tx, 'PROTOCOL', year)).padStart(7, '0')}`;
}

async function next(tx: Transaction, series: string, year: number): Promise<number> {
  const key = { series, year };
  const { affected } = await tx.manager.increment(RegistryCounter, key, 'last', 1);
  if (!affected) {
    await tx.manager
      .createQueryBuilder()
      .insert()
      .into(RegistryCounter)
      .values({ ...key, last: 0 })
      .orIgnore()
      .execute();
    await tx.manager.increment(RegistryCounter, key, 'last', 1);
  }
  const { last } = await tx.manager.findOneByOrFail(RegistryCounter, key);
  return last;
}
