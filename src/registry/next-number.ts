import { yearInRome } from '../clock.js';
import type { Transaction } from '../database/transaction.js';
import { writeNumber } from './protocol-number.js';
import { RegistryCounter } from './registry-counter.entity.js';

/** What the registry numbers, each kind by itself and anew in each calendar year. */
export type Series = 'PROTOCOL' | 'FOLDER';

/**
 * The next number of a series in the present year in Italy, such as `2026/0000123`; a prefix stands before the digits.
 * The counter's row stays locked until the transaction ends and a rollback takes the number back, so there are neither
 * gaps nor doubles. Ask for it late: whoever asks at the same time waits from here on.
 */
export async function nextNumber(tx: Transaction, series: Series, prefix = ''): Promise<string> {
  const year = yearInRome(tx.now());
  return writeNumber(year, await count(tx, series, year), prefix);
}

async function count(tx: Transaction, series: Series, year: number): Promise<number> {
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
