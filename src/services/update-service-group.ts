import type { Transaction } from '../database/transaction.js';
import { notFound } from '../graphql/errors.js';
import { given, refuseNull } from '../graphql/required.js';
import { assertVersion } from './expected-version.js';
import { saveServiceGroup } from './save-service-group.js';
import { ServiceGroup } from './service-group.entity.js';
import type { UpdateServiceGroupInput } from './service-group.input.js';

/**
 * Changes a group. Its order and its folder hold for what is filed from now on: no practice moves (R17, R20). Throws
 * NOT_FOUND, BAD_USER_INPUT and CONFLICT.
 */
export async function updateServiceGroup(tx: Transaction, input: UpdateServiceGroupInput): Promise<ServiceGroup> {
  refuseNull(input, 'name', 'description', 'ordered', 'singleFolder');
  const group = await tx.lock(ServiceGroup, input.groupId);
  if (!group) throw notFound();
  const { groupId: _, slug, expectedVersion, ...changes } = input;
  assertVersion(group, expectedVersion);
  Object.assign(group, given(changes));
  return saveServiceGroup(tx, group, slug);
}
