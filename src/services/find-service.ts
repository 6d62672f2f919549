import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { Service } from './service.entity.js';

/** A service by its id; null when there is none. */
export async function findService(tx: Transaction, id: string): Promise<Service | null> {
  return isId(id) ? tx.manager.findOneBy(Service, { id }) : null;
}
