import type { Transaction } from '../database/transaction.js';
import { lockGroups, moveService } from './move-service.js';
import { saveService } from './save-service.js';
import { Service, ServiceStatus } from './service.entity.js';
import type { CreateServiceInput } from './service.input.js';

/** Adds a service to the catalogue. Throws BAD_USER_INPUT, and CONFLICT when its slug is taken. */
export async function createService(tx: Transaction, input: CreateServiceInput): Promise<Service> {
  const groups = await lockGroups(tx, [input.groupId]);
  const createdAt = tx.now();
  const { slug = null, instructions = null, topic = null, publishedFrom = null, publishedUntil = null } = input;
  const service = Object.assign(new Service(), {
    id: tx.newId(createdAt),
    name: input.name,
    description: input.description,
    instructions,
    topic,
    status: input.status ?? ServiceStatus.DRAFT,
    publishedFrom,
    publishedUntil,
    groupId: null,
    position: null,
    version: 0,
    createdAt,
  });
  await moveService(tx, groups, service, input.groupId ?? null);
  return saveService(tx, service, slug);
}
