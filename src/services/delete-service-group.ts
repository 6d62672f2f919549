import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { Folder } from '../folders/folder.entity.js';
import { notFound } from '../graphql/errors.js';
import { Practice } from '../practices/practice.entity.js';
import { assertVersion } from './expected-version.js';
import { Service } from './service.entity.js';
import { ServiceGroup } from './service-group.entity.js';
import type { ServiceGroupIdInput } from './service-group.input.js';

/**
 * Deletes a group: its services stand on their own (R16), and practices stay in their folders, which stay without it.
 * Throws NOT_FOUND and CONFLICT.
 */
export async function deleteServiceGroup(tx: Transaction, input: ServiceGroupIdInput): Promise<string> {
  const { groupId, expectedVersion } = input;
  if (!isId(groupId)) throw notFound();
  // Practices come before groups in the order of locks. Those filed until the group is locked are let go after it:
  // nobody who files holds one of them by then.
  await letGo(tx, groupId);
  const group = await tx.lock(ServiceGroup, groupId);
  if (!group) throw notFound();
  assertVersion(group, expectedVersion);
  await letGo(tx, groupId);

  await tx.manager.update(Folder, { groupId }, { groupId: null, automaticFor: null });
  await tx.manager
    .createQueryBuilder()
    .update(Service)
    .set({ groupId: null, position: null, version: () => 'version + 1', updatedAt: tx.now() })
    .where({ groupId })
    .execute();
  await tx.manager.delete(ServiceGroup, { id: groupId });
  return groupId;
}

async function letGo(tx: Transaction, groupId: string): Promise<void> {
  await tx.manager.update(Practice, { groupId }, { groupId: null });
}
