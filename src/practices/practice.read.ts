import { registerRefused } from '../access/registered.js';
import type { Context } from '../context.js';
import { isId } from '../database/ids.js';
import { folderModel } from '../folders/folder.read.js';
import { sources } from '../graphql/field-sources.js';
import { ReadModel } from '../graphql/read-model.js';
import { whereAll } from '../graphql/search.js';
import type { Selection } from '../graphql/selection.js';
import {
  awaitingReplyFrom,
  MESSAGING_COLUMNS,
  messagingState,
  WROTE_AT_COLUMNS,
  wasFiledWithSpid,
} from '../messages/message.policy.js';
import { countUnread } from '../messages/unread.js';
import { serviceModel } from '../services/service.read.js';
import { userProfileModel } from '../users/user-profile.read.js';
import { Practice } from './practice.entity.js';
import { seenBy } from './practice.policy.js';
import { readHistories } from './status-change.read.js';

const { columns, computed, loaded, one, resolved } = sources<Practice>();

/** How practices are read. */
export const practiceModel: ReadModel = new ReadModel(
  Practice,
  {
    ...columns('id', 'status', 'data', 'protocolNumber', 'outcomeReason'),
    ...columns('createdAt', 'submittedAt', 'takenInChargeAt', 'closedAt', 'updatedAt'),
    service: one('serviceId', () => serviceModel),
    folder: one('folderId', () => folderModel),
    // What SPID certifies of an applicant is opened to the staff on practices filed with SPID (R22).
    applicant: one('applicantId', () => userProfileModel, {
      columns: ['authenticationMethod', 'authenticationLevel'],
      grant: (practice, { viewer }) => viewer.isStaff && wasFiledWithSpid(practice, { spidMinLevel: 1 }),
    }),
    // To citizens the municipality handles their practice, not somebody of it (R14).
    operator: one('operatorId', () => userProfileModel, { visible: (_, { viewer }) => viewer.isStaff }),
    authentication: computed(['authenticationMethod', 'authenticationLevel', 'authenticatedAt'], (practice) => ({
      method: practice.authenticationMethod,
      level: practice.authenticationLevel,
      at: practice.authenticatedAt,
    })),
    awaitingReplyFrom: computed([...MESSAGING_COLUMNS, ...WROTE_AT_COLUMNS], (practice, { settings }) =>
      awaitingReplyFrom(practice, settings),
    ),
    messaging: computed(MESSAGING_COLUMNS, (practice, { viewer, settings, locale }) =>
      messagingState(viewer, practice, settings, locale),
    ),
    messages: resolved(),
    history: loaded('id', [], readHistories),
    unreadMessageCount: loaded('id', 0, (context, _selection, ids) => countUnread(context, ids)),
    accessLog: resolved(),
  },
  { opens: { fields: ['data', 'messages'], practice: 'id' } },
);

/** A practice that the viewer may see, or null. */
export async function readPractice(context: Context, selection: Selection, id: string): Promise<Practice | null> {
  if (!isId(id)) return null;
  const { sql, parameters } = whereAll([{ sql: 't.id = ?', parameters: [id] }, seenBy(context.viewer)]);
  const practice = await practiceModel.readOne<Practice>(context, selection, { clause: sql, parameters });
  if (!practice) await registerRefused(context, id);
  return practice;
}

/** Every practice of a citizen, oldest first. */
export const readOwnPractices = (context: Context, selection: Selection): Promise<Practice[]> =>
  practiceModel.read<Practice>(context, selection, {
    clause: 'WHERE t.applicantId = ? ORDER BY t.id',
    parameters: [context.viewer.id],
  });
