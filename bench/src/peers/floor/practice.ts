import type { RowDataPacket } from 'mysql2/promise';
import type { Viewer } from '../authenticate.js';
import {
  awaitingReplyFrom,
  canSee,
  displayName,
  fiscalCodeFor,
  hasAvailable,
  messagingState,
  type PracticeFacts,
} from '../rules.js';
import { instant, rowsOf, type Variables } from './parts.js';
import { newestMessages } from './timeline.js';

const TIMELINE = 50;

interface PracticeRow extends RowDataPacket, PracticeFacts {
  id: string;
  protocolNumber: string | null;
  data: string;
  createdAt: string;
  submittedAt: string | null;
  takenInChargeAt: string | null;
  updatedAt: string;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
  serviceName: string;
  groupId: string | null;
  groupName: string;
  givenName: string;
  familyName: string;
  email: string | null;
  providedEmail: string | null;
  fiscalCode: string | null;
  spidCode: string | null;
  operatorGivenName: string | null;
  operatorFamilyName: string | null;
}

const practiceWith = (visibleGroup: string): string =>
  `SELECT t.id, t.protocolNumber, t.status, t.data,
      ${instant('t.createdAt')}, ${instant('t.submittedAt')}, ${instant('t.takenInChargeAt')}, ${instant('t.updatedAt')},
      t.citizenWroteAt, t.operatorWroteAt, t.operatorId, t.authenticationMethod, t.authenticationLevel, t.serviceId, t.applicantId,
      s.name AS serviceName, g.id AS groupId, g.name AS groupName,
      u.givenName, u.familyName, u.email, u.providedEmail, u.fiscalCode, u.spidCode,
      o.givenName AS operatorGivenName, o.familyName AS operatorFamilyName
    FROM practices t JOIN services s ON s.id = t.serviceId JOIN users u ON u.id = t.applicantId
    LEFT JOIN service_groups g ON g.id = s.groupId ${visibleGroup}
    LEFT JOIN users o ON o.id = t.operatorId WHERE t.id = ?`;

const FOR_STAFF = practiceWith('');
const FOR_CITIZENS = practiceWith(`AND ${hasAvailable('g')}`);

const COLUMNS = `m.id, m.practiceId, m.visibility, m.body, ${instant('m.createdAt')}, ${instant('m.readAt')}`;
const newestOfAll = newestMessages({ most: TIMELINE + 1, columns: COLUMNS });
const newestPublic = newestMessages({
  most: TIMELINE + 1,
  columns: COLUMNS,
  condition: "AND visibility = 'PUBLIC'",
});

/** One practice with its last fifty messages, as the viewer may know it. */
export async function practice(viewer: Viewer, { id }: Variables): Promise<unknown> {
  const isStaff = viewer.role !== 'CITIZEN';
  const [row] = await rowsOf<PracticeRow>(isStaff ? FOR_STAFF : FOR_CITIZENS, [String(id)]);
  if (!row || !canSee(viewer, row)) return { practice: null };
  const messages = (await (isStaff ? newestOfAll : newestPublic)(viewer, [row.id])).get(row.id) ?? [];
  return {
    practice: {
      id: row.id,
      protocolNumber: row.protocolNumber,
      status: row.status,
      data: JSON.parse(row.data),
      createdAt: row.createdAt,
      submittedAt: row.submittedAt,
      takenInChargeAt: row.takenInChargeAt,
      updatedAt: row.updatedAt,
      awaitingReplyFrom: awaitingReplyFrom(row),
      service: {
        id: row.serviceId,
        name: row.serviceName,
        group: row.groupId && { id: row.groupId, name: row.groupName },
      },
      applicant: {
        id: row.applicantId,
        displayName: displayName(row),
        email: row.email ?? row.providedEmail,
        fiscalCode: fiscalCodeFor(viewer, row, row),
      },
      operator: isStaff && row.operatorId ? { id: row.operatorId, displayName: operatorName(row) } : null,
      messaging: messagingState(viewer, row),
      messages: {
        nodes: messages.slice(-TIMELINE),
        pageInfo: { hasPreviousPage: messages.length > TIMELINE },
      },
    },
  };
}

const operatorName = ({ operatorGivenName, operatorFamilyName }: PracticeRow): string =>
  displayName({ givenName: operatorGivenName ?? '', familyName: operatorFamilyName ?? '' });
