import { In } from 'typeorm';
import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, conflict, notFound } from '../graphql/errors.js';
import { assertVersion, STALE } from './expected-version.js';
import { closeGaps, lockGroups, touchGroup } from './move-service.js';
import { Service } from './service.entity.js';
import type { ServiceGroup } from './service-group.entity.js';
import type { ArrangeServiceGroupInput } from './service-group.input.js';

/**
 * Gives a group exactly these services, in this order: one of another group moves (R16), one that is left out stands on
 * its own. What is already filed stays where it is (R17, R20). Throws NOT_FOUND, BAD_USER_INPUT and CONFLICT.
 */
export async function arrangeServiceGroup(tx: Transaction, input: ArrangeServiceGroupInput): Promise<ServiceGroup> {
  const { groupId, serviceIds, expectedVersion } = input;
  if (new Set(serviceIds).size !== serviceIds.length) throw badInput('input.serviceIds', TWICE);
  if (!serviceIds.every(isId)) throw badInput('input.serviceIds', UNKNOWN);

  // Groups are locked before their services: so where these come from is looked up first, and made sure of afterwards.
  const before = await tx.manager.findBy(Service, { id: In(serviceIds) });
  const groups = await lockGroups(tx, [groupId, ...before.map((service) => service.groupId)]);
  const group = groups.get(groupId);
  if (!group) throw notFound();
  assertVersion(group, expectedVersion);
  const services = await lockServices(tx, serviceIds, groupId);
  const wanted = serviceIds.map((id) => services.get(id));
  if (!wanted.every((service) => service !== undefined)) throw badInput('input.serviceIds', UNKNOWN);
  const origins = new Set(wanted.map((service) => service.groupId).filter((id) => id !== null && id !== groupId));
  const sources = [...origins].map((id) => groups.get(id ?? ''));
  if (!sources.every((source) => source !== undefined)) throw conflict(STALE);

  for (const [index, service] of wanted.entries()) await place(tx, service, groupId, index + 1);
  for (const service of services.values()) if (!serviceIds.includes(service.id)) await place(tx, service, null, null);
  for (const source of sources) {
    await closeGaps(tx, source.id);
    await touchGroup(tx, source);
  }
  await touchGroup(tx, group);
  return group;
}

/** Locks these services and those of the group, in one order for everybody. */
async function lockServices(tx: Transaction, ids: string[], groupId: string): Promise<Map<string, Service>> {
  const members = await tx.manager.find(Service, { select: { id: true }, where: { groupId } });
  const services = await tx.manager.find(Service, {
    where: { id: In([...ids, ...members.map(({ id }) => id)]) },
    order: { id: 'ASC' },
    ...tx.lockingRows,
  });
  return new Map(services.map((service) => [service.id, service]));
}

/** A service that changes its group has changed; one that changes its place has not: its group has. */
async function place(
  tx: Transaction,
  service: Service,
  groupId: string | null,
  position: number | null,
): Promise<void> {
  const moved = service.groupId !== groupId;
  if (!moved && service.position === position) return;
  const changes = { groupId, position, ...(moved && { version: service.version + 1, updatedAt: tx.now() }) };
  await tx.manager.update(Service, { id: service.id }, changes);
}

const TWICE = { it: 'nomina un servizio più di una volta.', en: 'names a service more than once.' };

const UNKNOWN = { it: 'richiede servizi esistenti.', en: 'takes services that exist.' };
