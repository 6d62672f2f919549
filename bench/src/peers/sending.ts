import { createHash } from 'node:crypto';
import type { Connection, Pool, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { uuidv7 } from 'uuidv7';
import { Refused, type Viewer } from './authenticate.js';
import type { Environment } from './environment.js';
import { messageMail } from './message-mail.js';
import {
  canSee,
  messagingBlocks,
  newToken,
  nextInstant,
  type PersonRow,
  type PracticeFacts,
  readBody,
} from './rules.js';

const CONFIRMABLE = 15 * 60_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** A practice as far as writing on it goes. */
export interface WritableRow extends RowDataPacket, PracticeFacts {
  id: string;
  protocolNumber: string | null;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
}

/** A message that was sent, with its practice as it is then. */
export interface Sent {
  practice: WritableRow;
  message: PersonRow & { id: string; body: string; createdAt: Date };
}

interface RecipientRow extends RowDataPacket, PersonRow {
  id: string;
  email: string | null;
  providedEmail: string | null;
  serviceName: string;
}

/** A draft, and the name of its author. */
interface DraftRow extends RowDataPacket, PersonRow {
  id: string;
  practiceId: string;
  body: string;
  expiresAt: Date;
}

interface SentRow extends WritableRow, PersonRow {
  messageId: string;
  body: string;
  createdAt: Date;
}

const LOCK = `SELECT id, protocolNumber, status, citizenWroteAt, operatorWroteAt, operatorId, authenticationMethod, authenticationLevel,
    serviceId, applicantId FROM practices WHERE id = ? FOR UPDATE`;

const RECIPIENT = `SELECT u.id, u.role, u.givenName, u.familyName, u.email, u.providedEmail, s.name AS serviceName
  FROM users u JOIN services s ON s.id = ? WHERE u.id = ?`;

const DRAFT = `SELECT d.id, d.practiceId, d.body, d.expiresAt, u.role, u.givenName, u.familyName
  FROM message_drafts d JOIN users u ON u.id = d.authorId WHERE d.confirmationHash = ? AND d.authorId = ?`;

const SENT = `SELECT m.id AS messageId, m.body, m.createdAt, u.role, u.givenName, u.familyName, p.id, p.protocolNumber,
    p.status, p.citizenWroteAt, p.operatorWroteAt, p.operatorId, p.authenticationMethod, p.authenticationLevel, p.serviceId, p.applicantId
  FROM messages m JOIN users u ON u.id = m.authorId JOIN practices p ON p.id = m.practiceId
  WHERE m.confirmationHash = ? AND m.authorId = ?`;

/** Preparing and sending a message in prepared statements: the same rules, locks and rows as Stanza's. */
export function createSending(pool: Pool, environment: Environment) {
  async function transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await pool.getConnection();
    try {
      await connection.query('START TRANSACTION');
      const result = await work(connection);
      await connection.query('COMMIT');
      return result;
    } catch (error) {
      await connection.query('ROLLBACK');
      throw error;
    } finally {
      connection.release();
    }
  }

  /** The mail to the applicant, or for the applicant's messages to the operator in charge. */
  async function mailFor(
    connection: Connection,
    viewer: Viewer,
    row: WritableRow,
    message: { id: string; body: string },
  ) {
    const to = viewer.role === 'CITIZEN' ? row.operatorId : row.applicantId;
    const [[recipient]] = await connection.execute<RecipientRow[]>(RECIPIENT, [row.serviceId, to]);
    const { serviceName } = recipient;
    const { id: practiceId, protocolNumber } = row;
    const facts = { practiceId, messageId: message.id, body: message.body, serviceName, protocolNumber, recipient };
    return { recipientId: recipient.id, ...messageMail(viewer, facts, environment) };
  }

  function prepare(viewer: Viewer, practiceId: string, written: unknown) {
    const body = readBody(written);
    if (body === null) throw new Refused('BAD_USER_INPUT');
    return transaction(async (connection) => {
      const practice = await lockForMessage(connection, viewer, practiceId);
      const id = uuidv7();
      const confirmationToken = newToken();
      const createdAt = new Date();
      const expiresAt = new Date(createdAt.getTime() + CONFIRMABLE);
      await connection.execute(
        `INSERT INTO message_drafts (id, practiceId, authorId, body, inReplyToId, confirmationHash, createdAt, expiresAt)
         VALUES (?, ?, ?, ?, NULL, ?, ?, ?)`,
        [id, practice.id, viewer.id, body, hashOf(confirmationToken), createdAt, expiresAt],
      );
      const { address, content } = await mailFor(connection, viewer, practice, { id, body });
      const recipients = viewer.role === 'CITIZEN' ? [environment.municipality] : [address].filter(Boolean);
      return {
        confirmationToken,
        expiresAt,
        body,
        recipients,
        emailSubject: content.subject,
        emailPreview: content.text,
        practice,
      };
    });
  }

  function send(viewer: Viewer, confirmationToken: string): Promise<Sent> {
    const hash = hashOf(confirmationToken);
    return transaction(async (connection) => {
      const [[draft]] = await connection.execute<DraftRow[]>(DRAFT, [hash, viewer.id]);
      if (!draft) return sentBefore(connection, viewer, hash);
      const practice = await lockForMessage(connection, viewer, draft.practiceId);
      if (draft.expiresAt < new Date()) throw new Refused('CONFIRMATION_INVALID');
      // Deleting first decides a race for the same token: who deletes nothing comes second.
      const [{ affectedRows }] = await connection.execute<ResultSetHeader>('DELETE FROM message_drafts WHERE id = ?', [
        draft.id,
      ]);
      if (affectedRows === 0) return sentBefore(connection, viewer, hash);
      const createdAt = nextInstant(practice);
      const authorRole = viewer.role === 'CITIZEN' ? 'CITIZEN' : 'OPERATOR';
      await connection.execute(
        `INSERT INTO messages
           (id, practiceId, visibility, authorId, authorRole, body, inReplyToId, confirmationHash, createdAt, readAt)
         VALUES (?, ?, 'PUBLIC', ?, ?, ?, NULL, ?, ?, NULL)`,
        [draft.id, practice.id, viewer.id, authorRole, draft.body, hash, createdAt],
      );
      const wroteAt = authorRole === 'CITIZEN' ? 'citizenWroteAt' : 'operatorWroteAt';
      await connection.execute(`UPDATE practices SET ${wroteAt} = ?, updatedAt = ? WHERE id = ?`, [
        createdAt,
        createdAt,
        practice.id,
      ]);
      const { recipientId, name, address, content } = await mailFor(connection, viewer, practice, draft);
      await connection.execute(
        `INSERT INTO mails (id, kind, practiceId, messageId, recipientId, name, address, locale, subject, text, html,
           state, attempts, nextAttemptAt, lastError, createdAt)
         VALUES (?, 'message', ?, ?, ?, ?, ?, 'it', ?, ?, ?, ?, 0, ?, ?, ?)`,
        [
          ...[uuidv7(), practice.id, draft.id, recipientId, name, address, content.subject, content.text, content.html],
          ...[address ? 'QUEUED' : 'FAILED', createdAt, address ? null : 'NO_ADDRESS', createdAt],
        ],
      );
      const { id, body, role, givenName, familyName } = draft;
      const message = { id, body, createdAt, role, givenName, familyName };
      return { practice: { ...practice, [wroteAt]: createdAt }, message };
    });
  }

  return { prepare, send };
}

async function lockForMessage(connection: Connection, viewer: Viewer, id: string): Promise<WritableRow> {
  const [[row]] = await connection.execute<WritableRow[]>(LOCK, [id]);
  if (!row || !canSee(viewer, row)) throw new Refused('NOT_FOUND');
  const [block] = messagingBlocks(viewer, row);
  if (block) throw new Refused(block.code);
  return row;
}

/** The same token again answers the same message. */
async function sentBefore(connection: Connection, viewer: Viewer, hash: string): Promise<Sent> {
  const [[row]] = await connection.execute<SentRow[]>(SENT, [hash, viewer.id]);
  if (!row) throw new Refused('CONFIRMATION_INVALID');
  return { practice: row, message: { ...row, id: row.messageId } };
}
