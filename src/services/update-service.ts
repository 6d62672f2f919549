import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import { given, refuseNull } from '../graphql/required.js';
import { assertVersion } from './expected-version.js';
import { findService } from './find-service.js';
import { lockGroups, moveService } from './move-service.js';
import { saveService } from './save-service.js';
import { Service } from './service.entity.js';
import type { UpdateServiceInput } from './service.input.js';

/** Changes a service; practices already filed go on as ever. Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT. */
export async function updateService(tx: Transaction, input: UpdateServiceInput): Promise<Service> {
  refuseNull(input, 'name', 'description', 'status');
  const { serviceId, slug, groupId, expectedVersion, ...changes } = input;
  const moves = groupId !== undefined;
  // Groups are locked before their services: so where it comes from is looked up first, and moveService makes sure of it.
  const groups = moves ? await lockGroups(tx, [groupId, (await findService(tx, serviceId))?.groupId]) : new Map();
  const service = await tx.lock(Service, serviceId);
  if (!service) throw notFound();
  assertVersion(service, expectedVersion);
  Object.assign(service, given(changes));
  if (moves) await moveService(tx, groups, service, groupId);
  return saveService(tx, service, slug);
}
