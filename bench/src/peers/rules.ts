import { randomBytes } from 'node:crypto';
import type { Viewer } from './authenticate.js';

/** What of a practice decides on who may see it and write on it. */
export interface PracticeFacts {
  applicantId: string;
  serviceId: string;
  operatorId: string | null;
  status: string;
  authenticationMethod: string;
  authenticationLevel: number | null;
}

export const canSee = (viewer: Viewer, practice: PracticeFacts): boolean => {
  if (viewer.role === 'CITIZEN') return viewer.id === practice.applicantId;
  if (practice.status === 'DRAFT') return false;
  return viewer.role === 'ADMIN' || viewer.serviceIds.includes(practice.serviceId);
};

const DECIDED = ['APPROVED', 'REJECTED', 'WITHDRAWN'];

const isFiledWithSpid = (practice: PracticeFacts): boolean =>
  practice.authenticationMethod === 'SPID' && (practice.authenticationLevel ?? 0) >= 1;

const isTaken = (practice: PracticeFacts): boolean =>
  practice.status === 'UNDER_REVIEW' && practice.operatorId !== null;

/** Everything that stands in the way of a message by this viewer (R5, R6, R8). */
export function messagingBlocks(viewer: Viewer, practice: PracticeFacts): { code: string }[] {
  const blocks: { code: string }[] = [];
  if (practice.status !== 'DRAFT' && !isFiledWithSpid(practice)) blocks.push({ code: 'NOT_FILED_WITH_SPID' });
  if (DECIDED.includes(practice.status)) blocks.push({ code: 'DECIDED' });
  else if (!isTaken(practice)) blocks.push({ code: 'NOT_TAKEN_IN_CHARGE' });
  if (!isParty(viewer, practice)) blocks.push({ code: 'NOT_A_PARTY' });
  return blocks;
}

function isParty(viewer: Viewer, practice: PracticeFacts): boolean {
  if (viewer.role === 'CITIZEN') return viewer.id === practice.applicantId;
  if (!viewer.serviceIds.includes(practice.serviceId)) return false;
  return practice.operatorId === null || practice.operatorId === viewer.id;
}

export function messagingState(viewer: Viewer, practice: PracticeFacts) {
  const blocks = messagingBlocks(viewer, practice);
  const canAddNote = viewer.serviceIds.includes(practice.serviceId) && practice.status !== 'DRAFT';
  return { canSend: blocks.length === 0, canAddNote, blocks };
}

/** When each party last wrote. */
export interface WroteAt {
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
}

export function awaitingReplyFrom(practice: PracticeFacts & WroteAt): string | null {
  const { citizenWroteAt, operatorWroteAt } = practice;
  if ((!citizenWroteAt && !operatorWroteAt) || !isTaken(practice) || !isFiledWithSpid(practice)) return null;
  return citizenWroteAt && (!operatorWroteAt || citizenWroteAt > operatorWroteAt) ? 'OPERATOR' : 'CITIZEN';
}

/** The instant of the next message: now, or right after the newest. */
export const nextInstant = ({ citizenWroteAt, operatorWroteAt }: WroteAt): Date =>
  new Date(Math.max(Date.now(), 1 + Math.max(citizenWroteAt?.getTime() ?? 0, operatorWroteAt?.getTime() ?? 0)));

export interface PersonRow {
  role: string;
  givenName: string;
  familyName: string;
}

export const displayName = (person: Pick<PersonRow, 'givenName' | 'familyName'>): string =>
  `${person.givenName} ${person.familyName}`.trim();

/** The author of a message as the viewer may know them: to citizens the staff is the municipality (R14). */
export function actor(viewer: Viewer, person: PersonRow, municipality: string) {
  const isHidden = person.role !== 'CITIZEN' && viewer.role === 'CITIZEN';
  return isHidden
    ? { role: 'OPERATOR', displayName: municipality }
    : { role: person.role, displayName: displayName(person) };
}

/** What SPID certifies of an applicant: for the staff on practices filed with SPID, and for administrators (R22). */
export const fiscalCodeFor = (
  viewer: Viewer,
  practice: PracticeFacts,
  person: { spidCode: string | null; fiscalCode: string | null },
): string | null => {
  if (person.spidCode === null) return null;
  const isOwner = viewer.id === practice.applicantId && viewer.cameWithSpid;
  const isOpened = viewer.role !== 'CITIZEN' && isFiledWithSpid(practice);
  return isOpened || viewer.role === 'ADMIN' || isOwner ? person.fiscalCode : null;
};

/** A body as it is stored, or null when there is nothing to read in it or too much (R15). */
export function readBody(written: unknown): string | null {
  if (typeof written !== 'string' || written.length > 40_000) return null;
  const body = written.normalize('NFC');
  const seen = body.replace(/^[\s\p{Z}\p{C}]+|[\s\p{Z}\p{C}]+$/gu, '');
  const isFine = seen.length > 0 && [...seen].length <= 10_000 && !/[^\P{Cc}\t\n\r]|\p{Cs}/u.test(body);
  return isFine ? body : null;
}

export const newToken = (): string => randomBytes(32).toString('base64url');

/** Holds for the services (by alias) that citizens find now: published, and within their period (R21). */
export const isAvailable = (services: string): string => `${services}.status = 'PUBLISHED'
  AND (${services}.publishedFrom IS NULL OR ${services}.publishedFrom <= UTC_TIMESTAMP(3))
  AND (${services}.publishedUntil IS NULL OR ${services}.publishedUntil >= UTC_TIMESTAMP(3))`;

/** Holds for the groups (by alias) of which citizens find at least one service now (R19). */
export const hasAvailable = (groups: string): string =>
  `EXISTS (SELECT 1 FROM services s WHERE s.groupId = ${groups}.id AND ${isAvailable('s')})`;

/** How many entries citizens find in the catalogue, of a topic or in all: each service that is open counts for its group. */
export const countEntries = (isOfTopic: boolean): string =>
  isOfTopic
    ? `SELECT COUNT(DISTINCT COALESCE(t.groupId, t.id)) AS total FROM services t
         LEFT JOIN service_groups g ON g.id = t.groupId WHERE ${isAvailable('t')} AND (t.topic = ? OR g.topic = ?)`
    : `SELECT COUNT(DISTINCT COALESCE(t.groupId, t.id)) AS total FROM services t WHERE ${isAvailable('t')}`;

/** The lists that have cursors, as Stanza names them. */
type List = 'practice.newest' | 'catalogue';

/** A cursor as Stanza writes it, so that one driver can ask all. */
export const writeCursor = (list: List, ...position: string[]): string =>
  Buffer.from(JSON.stringify([list, ...position])).toString('base64url');

/** The position of a cursor; null without one. */
export function readCursor(list: List, cursor: unknown): string[] | null {
  if (typeof cursor !== 'string') return null;
  const [kind, ...position]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  return kind === list && position.every((value) => typeof value === 'string') ? position : null;
}
