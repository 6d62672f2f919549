import type { Transaction } from '../database/transaction.js';
import { saveServiceGroup } from './save-service-group.js';
import { ServiceGroup } from './service-group.entity.js';
import type { CreateServiceGroupInput } from './service-group.input.js';

/** Adds a group without services: citizens do not see it yet (R19). Throws CONFLICT when its slug is taken. */
export async function createServiceGroup(tx: Transaction, input: CreateServiceGroupInput): Promise<ServiceGroup> {
  const createdAt = tx.now();
  const group = Object.assign(new ServiceGroup(), {
    id: tx.newId(createdAt),
    name: input.name,
    description: input.description,
    topic: input.topic ?? null,
    ordered: input.ordered ?? false,
    singleFolder: input.singleFolder ?? false,
    version: 0,
    createdAt,
  });
  return saveServiceGroup(tx, group, input.slug ?? null);
}
