import { In } from 'typeorm';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, conflict } from '../graphql/errors.js';
import { STALE } from './expected-version.js';
import { Service } from './service.entity.js';
import { ServiceGroup } from './service-group.entity.js';
import { LARGEST_GROUP } from './service-group.input.js';

/**
 * Locks groups, by id, in one order for everybody. Whoever changes which services a group has or their order holds it,
 * and whoever files a practice in it shares it: so what a practice is filed under does not change while it is filed.
 * Groups are locked before services, and practices before either.
 */
export async function lockGroups(
  tx: Transaction,
  ids: readonly (string | null | undefined)[],
): Promise<Map<string, ServiceGroup>> {
  const known = [...new Set(ids)].filter((id) => id != null).filter(isId);
  if (known.length === 0) return new Map();
  const groups = await tx.manager.find(ServiceGroup, {
    where: { id: In(known) },
    order: { id: 'ASC' },
    ...tx.lockingRows,
  });
  return new Map(groups.map((group) => [group.id, group]));
}

/** Counts one more change of a locked group. */
export async function touchGroup(tx: Transaction, group: ServiceGroup): Promise<void> {
  group.version += 1;
  group.updatedAt = tx.now();
  await tx.manager.update(ServiceGroup, { id: group.id }, { version: group.version, updatedAt: group.updatedAt });
}

/**
 * Makes a new or locked service the last one of another group, or of none (R16); the caller stores the service. Both
 * groups have to be locked. Throws BAD_USER_INPUT when there is no such group or it is full.
 */
export async function moveService(
  tx: Transaction,
  groups: ReadonlyMap<string, ServiceGroup>,
  service: Service,
  groupId: string | null,
): Promise<void> {
  const from = service.groupId === null ? undefined : groups.get(service.groupId);
  if (service.groupId !== null && !from) throw conflict(STALE);
  if (service.groupId === groupId) return;
  const to = groupId === null ? null : groups.get(groupId);
  if (to === undefined) throw badInput('input.groupId', UNKNOWN);
  const last = to ? await tx.manager.countBy(Service, { groupId: to.id }) : null;
  if (last !== null && last >= LARGEST_GROUP) throw badInput('input.groupId', FULL);

  service.groupId = groupId;
  service.position = last === null ? null : last + 1;
  if (to) await touchGroup(tx, to);
  if (!from) return;
  await tx.manager.update(Service, { id: service.id }, { groupId: null, position: null });
  await closeGaps(tx, from.id);
  await touchGroup(tx, from);
}

/** Numbers the services of a locked group from 1 on, after some have left it. */
export async function closeGaps(tx: Transaction, groupId: string): Promise<void> {
  const services = await tx.manager.find(Service, {
    select: { id: true, position: true },
    where: { groupId },
    order: { position: 'ASC', id: 'ASC' },
  });
  for (const [index, { id, position }] of services.entries()) {
    if (position !== index + 1) await tx.manager.update(Service, { id }, { position: index + 1 });
  }
}

const UNKNOWN = { it: 'richiede un gruppo esistente.', en: 'takes a group that exists.' };

const FULL = {
  it: `un gruppo ha al massimo ${LARGEST_GROUP} servizi.`,
  en: `a group has ${LARGEST_GROUP} services at most.`,
};
