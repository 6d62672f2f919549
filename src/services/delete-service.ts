import type { Transaction } from '../database/transaction.js';
import { conflict, notFound } from '../graphql/errors.js';
import { Practice } from '../practices/practice.entity.js';
import { OperatorService } from '../users/operator-service.entity.js';
import { assertVersion } from './expected-version.js';
import { findService } from './find-service.js';
import { lockGroups, moveService } from './move-service.js';
import { Service } from './service.entity.js';
import type { ServiceIdInput } from './service.input.js';

/**
 * Deletes a service that nobody has begun a practice for. One with practices cannot vanish from them: it is RETIRED.
 * Throws NOT_FOUND and CONFLICT.
 */
export async function deleteService(tx: Transaction, { serviceId, expectedVersion }: ServiceIdInput): Promise<string> {
  const groups = await lockGroups(tx, [(await findService(tx, serviceId))?.groupId]);
  const service = await tx.lock(Service, serviceId);
  if (!service) throw notFound();
  assertVersion(service, expectedVersion);
  if (await tx.manager.existsBy(Practice, { serviceId })) throw conflict(HAS_PRACTICES);
  await moveService(tx, groups, service, null);
  await tx.manager.delete(OperatorService, { serviceId });
  await tx.manager.delete(Service, { id: serviceId });
  return serviceId;
}

const HAS_PRACTICES = {
  it: 'Il servizio ha delle pratiche e non si può eliminare: lo ritiri, portandone lo stato a RETIRED (updateService).',
  en: 'The service has practices and cannot be deleted: retire it by setting its status to RETIRED (updateService).',
};
