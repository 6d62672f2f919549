import { In } from 'typeorm';
import type { Transaction } from '../database/transaction.js';
import { Folder } from '../folders/folder.entity.js';
import { findAutomaticFolder, openFolder } from '../folders/open-folder.js';
import { ErrorCode, Refusal } from '../graphql/errors.js';
import { findService } from '../services/find-service.js';
import { Service } from '../services/service.entity.js';
import { ServiceGroup } from '../services/service-group.entity.js';
import { Practice, PracticeStatus } from './practice.entity.js';
import { isOnWay, type Way } from './practice-group.js';
import { missingBefore } from './service-order.js';

/**
 * Files a locked practice in the group of its service, if that is in one: refuses it with PREREQUISITE_MISSING while an
 * earlier step is missing (R17), and puts it into its folder, which the first one opens (R20). The caller stores it.
 */
export async function fileInGroup(tx: Transaction, practice: Practice): Promise<void> {
  const group = await shareGroup(tx, practice.serviceId);
  const chosen = practice.folderId && group ? await tx.manager.findOneBy(Folder, { id: practice.folderId }) : null;
  practice.groupId = group?.id ?? null;
  practice.folderId = null;
  if (!group) return;

  const owner = { applicantId: practice.applicantId, groupId: group.id };
  // A choice lapses when the service has moved to another group since: what it names is a folder of that one.
  const folder = chosen?.groupId === group.id ? chosen : await folderThereIs(tx, practice, group);
  const automatic = folder ? folder.automaticFor === group.id : !(await hasAutomaticFolder(tx, practice, owner));
  const way = { groupId: group.id, singleFolder: group.singleFolder, folderId: folder?.id ?? null, automatic };
  if (group.ordered) await assertNothingMissing(tx, practice, way);
  if (folder) practice.folderId = folder.id;
  else if (group.singleFolder) practice.folderId = (await openFolder(tx, owner, practice.newFolder)).id;
}

/** The group of a service, which keeps its services and their order until the transaction ends. */
async function shareGroup(tx: Transaction, serviceId: string): Promise<ServiceGroup | null> {
  for (;;) {
    const groupId = (await findService(tx, serviceId))?.groupId ?? null;
    if (groupId === null) return null;
    const group = await tx.share(ServiceGroup, groupId);
    const settled = (await findService(tx, serviceId))?.groupId;
    if (group && settled === groupId) return group;
  }
}

/** The folder that is open already for a practice that chose none; null when it goes into none, or opens one. */
async function folderThereIs(tx: Transaction, practice: Practice, group: ServiceGroup): Promise<Folder | null> {
  if (!group.singleFolder || practice.newFolder) return null;
  return findAutomaticFolder(tx, { applicantId: practice.applicantId, groupId: group.id });
}

async function hasAutomaticFolder(
  tx: Transaction,
  { newFolder }: Practice,
  owner: { applicantId: string; groupId: string },
): Promise<boolean> {
  return newFolder && (await findAutomaticFolder(tx, owner)) !== null;
}

async function assertNothingMissing(tx: Transaction, { serviceId, applicantId }: Practice, way: Way): Promise<void> {
  const services = await tx.manager.find(Service, {
    where: { groupId: way.groupId },
    order: { position: 'ASC', id: 'ASC' },
  });
  const serviceIds = services.map(({ id }) => id);
  const approved = await tx.manager.findBy(Practice, {
    applicantId,
    serviceId: In(serviceIds),
    status: PracticeStatus.APPROVED,
  });
  const done = new Set(approved.filter((each) => isOnWay(each, way)).map((each) => each.serviceId));
  const missing = missingBefore(services, serviceId, done);
  if (missing.length > 0) throw prerequisiteMissing(missing);
}

function prerequisiteMissing(missing: Service[]): Refusal {
  const names = missing.map(({ name }) => `«${name}»`).join(', ');
  return new Refusal(
    ErrorCode.PREREQUISITE_MISSING,
    {
      it: `Prima di questa pratica ne serve una approvata per: ${names}.`,
      en: `Before this practice an approved one is needed for: ${names}.`,
    },
    { missing: missing.map(({ id, slug, name }) => ({ id, slug, name })) },
  );
}
