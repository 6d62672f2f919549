import type { RowDataPacket } from 'mysql2/promise';
import { Refused, type Viewer } from '../authenticate.js';
import { awaitingReplyFrom, displayName, type PracticeFacts, readCursor, writeCursor } from '../rules.js';
import { byNumber, instant, rowsOf, unionOf, type Variables } from './parts.js';
import { newestMessages } from './timeline.js';

const PAGE = 20;

interface DeskRow extends RowDataPacket, PracticeFacts {
  id: string;
  protocolNumber: string | null;
  createdAt: string;
  updatedAt: string;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
  serviceName: string;
  groupId: string | null;
  groupName: string;
  givenName: string;
  familyName: string;
}

const newestFive = newestMessages({
  most: 5,
  columns: `m.id, m.practiceId, m.visibility, m.body, ${instant('m.createdAt')}`,
});

/** Twenty practices under review of the operator's services, with their newest five messages. */
export async function desk(viewer: Viewer, { after }: Variables): Promise<unknown> {
  if (viewer.role !== 'OPERATOR') throw new Refused('FORBIDDEN');
  const [position] = readCursor('practice.newest', after) ?? [];
  const rows = await deskRows(viewer, position);
  const page = rows.slice(0, PAGE);
  const messages = await newestFive(
    viewer,
    page.map(({ id }) => id),
  );
  return {
    practices: {
      nodes: page.map((row) => ({
        id: row.id,
        protocolNumber: row.protocolNumber,
        status: row.status,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        awaitingReplyFrom: awaitingReplyFrom(row),
        service: { id: row.serviceId, name: row.serviceName, group: groupOf(row) },
        applicant: { id: row.applicantId, displayName: displayName(row) },
        messages: { nodes: messages.get(row.id) ?? [] },
      })),
      pageInfo: {
        hasNextPage: rows.length > PAGE,
        endCursor: page.length > 0 ? writeCursor('practice.newest', page[page.length - 1].id) : null,
      },
    },
  };
}

const groupOf = ({ groupId, groupName }: DeskRow) => groupId && { id: groupId, name: groupName };

/** Above so many services one walk through all practices is quicker than a look at each service. */
const MOST_BRANCHES = 64;

function deskRows({ id, serviceIds }: Viewer, position: string | undefined): Promise<DeskRow[]> | DeskRow[] {
  if (serviceIds.length === 0) return [];
  if (serviceIds.length > MOST_BRANCHES) {
    return position ? rowsOf(WALK_AFTER, [id, position]) : rowsOf(WALK, [id]);
  }
  return position
    ? rowsOf(
        unionAfter(serviceIds.length),
        serviceIds.flatMap((service) => [service, position]),
      )
    : rowsOf(union(serviceIds.length), serviceIds);
}

const rowsOfPage = (page: string): string =>
  `SELECT t.id, t.protocolNumber, t.status, ${instant('t.createdAt')}, ${instant('t.updatedAt')}, t.citizenWroteAt, t.operatorWroteAt, t.operatorId,
      t.authenticationMethod, t.authenticationLevel, t.serviceId, t.applicantId,
      s.name AS serviceName, s.groupId, g.name AS groupName, u.givenName, u.familyName
    FROM (${page} ORDER BY id DESC LIMIT ${PAGE + 1}) page
    JOIN practices t ON t.id = page.id JOIN users u ON u.id = t.applicantId JOIN services s ON s.id = t.serviceId
    LEFT JOIN service_groups g ON g.id = s.groupId
   ORDER BY page.id DESC`;

/** Each service gives its newest in the order of an index; of those the newest make the page. */
const unionOfServices = (condition: string) =>
  byNumber((services) => {
    const branch = `(SELECT id FROM practices WHERE serviceId = ? AND status = 'UNDER_REVIEW' ${condition}
      ORDER BY id DESC LIMIT ${PAGE + 1})`;
    return rowsOfPage(`SELECT id FROM (${unionOf(branch, services)}) each_service`);
  });

const union = unionOfServices('');
const unionAfter = unionOfServices('AND id < ?');

/** From the newest practice on, of any service, until the page is full. */
const walk = (condition: string): string =>
  rowsOfPage(`SELECT STRAIGHT_JOIN p.id FROM practices p FORCE INDEX (PRIMARY)
    JOIN operator_services o ON o.userId = ? AND o.serviceId = p.serviceId
   WHERE p.status = 'UNDER_REVIEW' ${condition}`);

const WALK = walk('');
const WALK_AFTER = walk('AND p.id < ?');
