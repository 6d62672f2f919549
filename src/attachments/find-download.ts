import type { Database } from '../database/database.js';
import { isId } from '../database/ids.js';
import { Role } from '../identity/role.js';
import { Viewer } from '../identity/viewer.js';
import { MessageVisibility } from '../messages/message.entity.js';
import { seesNotes } from '../messages/message.policy.js';
import { PracticeStatus } from '../practices/practice.entity.js';
import { canSee } from '../practices/practice.policy.js';
import { contentFilename } from './allowed-content.js';
import type { StoredSignature } from './attachment.entity.js';
import type { Download } from './download-link.js';

/** A file to be sent, and whose opening of which practice this is. */
export interface FoundDownload {
  filename: string;
  mediaType: string;
  size: number;
  sha256: string;
  practiceId: string;
}

/** What was found: the file, if the viewer may have it now. */
export interface DownloadSearch {
  viewer: Viewer;
  /** The practice that the attachment is on, if there is one. */
  practiceId: string | null;
  file: FoundDownload | null;
}

interface Row {
  filename: string;
  mediaType: string;
  size: number;
  sha256: string;
  signed: string | null;
  visibility: MessageVisibility | null;
  draftAuthorId: string | null;
  practiceId: string;
  applicantId: string;
  serviceId: string;
  status: PracticeStatus;
}

/**
 * What a link leads to, as far as its viewer may see it at this moment: their account is active, they may see the
 * practice and, if it is a note's, notes (R1, R2); what waits for its confirmation only its author may.
 */
export async function findDownload(database: Database, link: Download): Promise<DownloadSearch | null> {
  if (!isId(link.attachmentId)) return null;
  const viewer = await findViewer(database, link.viewerId);
  const row = viewer && (await findRow(database, link.attachmentId));
  if (!viewer || !row) return null;
  const file = maySee(viewer, row) ? fileOf(row, link) : null;
  return { viewer, practiceId: row.practiceId, file };
}

function maySee(viewer: Viewer, row: Row): boolean {
  if (!canSee(viewer, row)) return false;
  if (row.visibility === null) return row.draftAuthorId === viewer.id;
  return row.visibility === MessageVisibility.PUBLIC || seesNotes(viewer);
}

function fileOf(row: Row, { part }: Download): FoundDownload | null {
  const { filename, mediaType, size, sha256, practiceId } = row;
  if (part === 'file') return { filename, mediaType, size, sha256, practiceId };
  if (row.signed === null) return null;
  const { contentMediaType, contentSize, contentSha256 }: StoredSignature = JSON.parse(row.signed);
  return {
    filename: contentFilename(filename, contentMediaType),
    mediaType: contentMediaType,
    size: contentSize,
    sha256: contentSha256,
    practiceId,
  };
}

/** The person whom the link was made for, as the database knows them now; null when they may not come in any more. */
async function findViewer(database: Database, userId: string): Promise<Viewer | null> {
  const rows = await database.rows<{ role: Role; active: number; serviceId: string | null }>(
    'SELECT u.role, u.active, s.serviceId FROM users u LEFT JOIN operator_services s ON s.userId = u.id WHERE u.id = ?',
    [userId],
  );
  const [user] = rows;
  if (!user?.active) return null;
  return new Viewer(userId, user.role, null, new Set(rows.flatMap(({ serviceId }) => serviceId ?? [])));
}

async function findRow(database: Database, attachmentId: string): Promise<Row | null> {
  const [row = null] = await database.rows<Row>(
    `SELECT a.filename, a.mediaType, a.size, a.sha256, a.signed, m.visibility, d.authorId AS draftAuthorId,
            p.id AS practiceId, p.applicantId, p.serviceId, p.status
       FROM attachments a
       LEFT JOIN messages m ON m.id = a.messageId
       LEFT JOIN message_drafts d ON d.id = a.draftId
       JOIN practices p ON p.id = COALESCE(m.practiceId, d.practiceId)
      WHERE a.id = ?`,
    [attachmentId],
  );
  return row;
}
