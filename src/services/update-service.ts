import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import { given, refuseNull } from '../graphql/required.js';
import { saveService } from './save-service.js';
import { Service } from './service.entity.js';
import type { UpdateServiceInput } from './service.input.js';

/** Changes a service; practices already filed go on as ever. Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT. */
export async function updateService(tx: Transaction, input: UpdateServiceInput): Promise<Service> {
  refuseNull(input, 'name', 'description', 'status');
  const service = await tx.lock(Service, input.serviceId);
  if (!service) throw notFound();
  const { serviceId: _, slug, ...changes } = input;
  Object.assign(service, given(changes));
  return saveService(tx, service, slug);
}
