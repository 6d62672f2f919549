import { isId } from '../database/ids.js';
import type { Transaction } from '../database/transaction.js';
import { badInput, badInputs, notFound } from '../graphql/errors.js';
import type { Viewer } from '../identity/viewer.js';
import type { Service } from '../services/service.entity.js';
import { ServiceGroup } from '../services/service-group.entity.js';
import { Folder } from './folder.entity.js';

/** What an applicant says of the folder that a practice shall go into. */
export interface FolderChoice {
  folderId: string | null;
  newFolder: boolean;
}

/**
 * Checks what an applicant says of the folder: one of their own, of the service's group, or a further one where the
 * group has a single one (R20). Throws NOT_FOUND for a folder that is not theirs, and BAD_USER_INPUT.
 */
export async function chooseFolder(
  tx: Transaction,
  viewer: Viewer,
  service: Service,
  choice: { folderId?: string | null; newFolder?: boolean | null },
): Promise<FolderChoice> {
  const folderId = choice.folderId ?? null;
  const newFolder = choice.newFolder ?? false;
  if (folderId !== null && newFolder) {
    throw badInputs(['input.folderId', 'input.newFolder'].map((path) => ({ path, message: ONE_OF_THEM })));
  }
  if (folderId !== null) await assertOwnFolder(tx, viewer, service, folderId);
  if (newFolder && !(await hasSingleFolder(tx, service))) throw badInput('input.newFolder', NO_FOLDERS);
  return { folderId, newFolder };
}

async function assertOwnFolder(tx: Transaction, viewer: Viewer, service: Service, id: string): Promise<void> {
  const folder = isId(id) ? await tx.manager.findOneBy(Folder, { id, applicantId: viewer.id }) : null;
  if (!folder) throw notFound();
  if (folder.groupId === null || folder.groupId !== service.groupId) throw badInput('input.folderId', OF_ANOTHER_GROUP);
}

async function hasSingleFolder(tx: Transaction, { groupId }: Service): Promise<boolean> {
  return groupId !== null && (await tx.manager.existsBy(ServiceGroup, { id: groupId, singleFolder: true }));
}

const ONE_OF_THEM = {
  it: 'indichi un fascicolo oppure ne chieda uno nuovo, non entrambi.',
  en: 'name a folder or ask for a new one, not both.',
};

const OF_ANOTHER_GROUP = {
  it: 'richiede un fascicolo del gruppo a cui appartiene il servizio.',
  en: 'takes a folder of the group that the service belongs to.',
};

const NO_FOLDERS = {
  it: 'è ammesso solo per i servizi di un gruppo con fascicolo unico.',
  en: 'goes only with services of a group that has a single folder.',
};
