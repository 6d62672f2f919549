import type { Transaction } from '../database/transaction.js';
import { nextNumber } from '../registry/next-number.js';
import { Folder } from './folder.entity.js';

/** Whose folder it is, and of which group. */
export interface FolderOwner {
  applicantId: string;
  groupId: string;
}

/** The folder that an applicant's practices of a group go into unless they say otherwise; null before the first one. */
export const findAutomaticFolder = (tx: Transaction, { applicantId, groupId }: FolderOwner): Promise<Folder | null> =>
  tx.manager.findOneBy(Folder, { applicantId, automaticFor: groupId });

/**
 * The first folder of an applicant in a group, opened unless another transaction has just done it: the unique key
 * decides (R20). `another` opens a further one in that case.
 */
export async function openFolder(tx: Transaction, owner: FolderOwner, another: boolean): Promise<Folder> {
  const openedAt = tx.now();
  const folder = { id: tx.newId(openedAt), ...owner, openedAt };
  await tx.manager
    .createQueryBuilder()
    .insert()
    .into(Folder)
    .values({ ...folder, automaticFor: owner.groupId })
    .orIgnore()
    .updateEntity(false)
    .execute();
  const first = await findAutomaticFolder(tx, owner);
  if (!first) throw new Error('A folder was neither opened nor there');
  if (first.id === folder.id) return numbered(tx, first);
  if (!another) return first;
  return numbered(tx, await tx.insert(Object.assign(new Folder(), { ...folder, automaticFor: null })));
}

/** The number is taken only when the folder stands: one that lost the race must not leave a gap. */
async function numbered(tx: Transaction, folder: Folder): Promise<Folder> {
  folder.number = await nextNumber(tx, 'FOLDER', 'FASC-');
  await tx.manager.update(Folder, { id: folder.id }, { number: folder.number });
  return folder;
}
