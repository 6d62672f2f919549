import { createServer, type IncomingMessage } from 'node:http';
import type { RowDataPacket } from 'mysql2/promise';
import type { DocumentName } from '../operations.js';
import { createAuthenticator, Refused, type Viewer } from './authenticate.js';
import { readEnvironment } from './environment.js';
import { openPool } from './pool.js';
import {
  actor,
  awaitingReplyFrom,
  canSee,
  displayName,
  fiscalCodeFor,
  messagingState,
  type PersonRow,
  type PracticeFacts,
  readCursor,
  writeCursor,
} from './rules.js';
import { createSending } from './sending.js';

/**
 * The floor: what the operations cost at least on this runtime and this database. One function for each, prepared
 * statements that were written for it, and no GraphQL: it takes the name of an operation and its variables.
 */

const environment = readEnvironment();
const pool = openPool(environment.databaseUrl);
const authenticate = createAuthenticator(pool, environment);
const sending = createSending(pool, environment);

type Variables = Record<string, unknown>;
type Handler = (viewer: Viewer, variables: Variables) => Promise<unknown>;

const handlers: Record<DocumentName, Handler> = { Desk: desk, Practice: practice, Prepare: prepare, Send: send };

const PAGE = 20;
const NEWEST = 5;
const TIMELINE = 50;

interface DeskRow extends RowDataPacket, PracticeFacts {
  id: string;
  protocolNumber: string | null;
  createdAt: Date;
  updatedAt: Date;
  citizenWroteAt: Date | null;
  operatorWroteAt: Date | null;
  serviceName: string;
  givenName: string;
  familyName: string;
}

interface MessageRow extends RowDataPacket, PersonRow {
  id: string;
  practiceId: string;
  visibility: string;
  body: string;
  createdAt: Date;
  readAt: Date | null;
}

async function desk(viewer: Viewer, { after }: Variables): Promise<unknown> {
  if (viewer.role !== 'OPERATOR') throw new Refused('FORBIDDEN');
  const position = readCursor(after);
  const services = viewer.serviceIds;
  const rows = services.length === 0 ? [] : await deskRows(services, position);
  const page = rows.slice(0, PAGE);
  const messages = await newestMessages(page.map(({ id }) => id));
  return {
    practices: {
      nodes: page.map((row) => ({
        id: row.id,
        protocolNumber: row.protocolNumber,
        status: row.status,
        createdAt: row.createdAt,
        updatedAt: row.updatedAt,
        awaitingReplyFrom: awaitingReplyFrom(row),
        service: { id: row.serviceId, name: row.serviceName },
        applicant: { id: row.applicantId, displayName: displayName(row) },
        messages: {
          nodes: (messages.get(row.id) ?? []).map((message) => ({
            id: message.id,
            visibility: message.visibility,
            body: message.body,
            createdAt: message.createdAt,
            author: actor(viewer, message, environment.municipality),
          })),
        },
      })),
      pageInfo: {
        hasNextPage: rows.length > PAGE,
        endCursor: page.length > 0 ? writeCursor(page[page.length - 1].id) : null,
      },
    },
  };
}

/** Each service gives its newest in the order of an index; of those the newest make the page. */
async function deskRows(services: string[], position: string | null): Promise<DeskRow[]> {
  const branch = `(SELECT id FROM practices WHERE serviceId = ? AND status = 'UNDER_REVIEW' ${position ? 'AND id < ?' : ''}
    ORDER BY id DESC LIMIT ${PAGE + 1})`;
  const sql = `SELECT t.id, t.protocolNumber, t.status, t.createdAt, t.updatedAt, t.citizenWroteAt, t.operatorWroteAt, t.operatorId,
      t.authenticationMethod, t.authenticationLevel, t.serviceId, s.name AS serviceName, t.applicantId, u.givenName, u.familyName
    FROM (SELECT id FROM (${services.map(() => branch).join(' UNION ALL ')}) each_service ORDER BY id DESC LIMIT ${PAGE + 1}) page
    JOIN practices t ON t.id = page.id JOIN services s ON s.id = t.serviceId JOIN users u ON u.id = t.applicantId
    ORDER BY t.id DESC`;
  const values = services.flatMap((id) => (position ? [id, position] : [id]));
  const [rows] = await pool.execute<DeskRow[]>(sql, values);
  return rows;
}

const NEWEST_OF_ONE = `(
  SELECT m.id, m.practiceId, m.visibility, m.body, m.createdAt, u.role, u.givenName, u.familyName
    FROM messages m JOIN users u ON u.id = m.authorId WHERE m.practiceId = ?
   ORDER BY m.createdAt DESC, m.id DESC LIMIT ${NEWEST})`;

/** The newest messages of practices that an operator sees, notes among them, oldest first. */
async function newestMessages(practiceIds: string[]): Promise<Map<string, MessageRow[]>> {
  const found = new Map<string, MessageRow[]>();
  if (practiceIds.length === 0) return found;
  const [rows] = await pool.execute<MessageRow[]>(
    practiceIds.map(() => NEWEST_OF_ONE).join(' UNION ALL '),
    practiceIds,
  );
  for (const row of rows) {
    const others = found.get(row.practiceId);
    if (others) others.unshift(row);
    else found.set(row.practiceId, [row]);
  }
  return found;
}

interface PracticeRow extends DeskRow {
  data: string;
  submittedAt: Date | null;
  takenInChargeAt: Date | null;
  email: string | null;
  providedEmail: string | null;
  fiscalCode: string | null;
  spidCode: string | null;
  operatorGivenName: string | null;
  operatorFamilyName: string | null;
}

const PRACTICE = `SELECT t.id, t.protocolNumber, t.status, t.data, t.createdAt, t.submittedAt, t.takenInChargeAt, t.updatedAt,
    t.citizenWroteAt, t.operatorWroteAt, t.operatorId, t.authenticationMethod, t.authenticationLevel, t.serviceId, t.applicantId,
    s.name AS serviceName, u.givenName, u.familyName, u.email, u.providedEmail, u.fiscalCode, u.spidCode,
    o.givenName AS operatorGivenName, o.familyName AS operatorFamilyName
  FROM practices t JOIN services s ON s.id = t.serviceId JOIN users u ON u.id = t.applicantId
  LEFT JOIN users o ON o.id = t.operatorId WHERE t.id = ?`;

const timeline = (condition: string): string =>
  `SELECT m.id, m.visibility, m.body, m.createdAt, m.readAt, u.role, u.givenName, u.familyName
    FROM messages m JOIN users u ON u.id = m.authorId WHERE m.practiceId = ? ${condition}
   ORDER BY m.createdAt DESC, m.id DESC LIMIT ${TIMELINE + 1}`;

const ALL_MESSAGES = timeline('');
const PUBLIC_MESSAGES = timeline("AND m.visibility = 'PUBLIC'");

async function practice(viewer: Viewer, { id }: Variables): Promise<unknown> {
  const isStaff = viewer.role !== 'CITIZEN';
  const [[row]] = await pool.execute<PracticeRow[]>(PRACTICE, [String(id)]);
  if (!row || !canSee(viewer, row)) return { practice: null };
  const [rows] = await pool.execute<MessageRow[]>(isStaff ? ALL_MESSAGES : PUBLIC_MESSAGES, [row.id]);
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
      service: { id: row.serviceId, name: row.serviceName },
      applicant: {
        id: row.applicantId,
        displayName: displayName(row),
        email: row.email ?? row.providedEmail,
        fiscalCode: fiscalCodeFor(viewer, row, row),
      },
      operator: isStaff && row.operatorId ? { id: row.operatorId, displayName: operatorName(row) } : null,
      messaging: messagingState(viewer, row),
      messages: {
        nodes: rows
          .slice(0, TIMELINE)
          .reverse()
          .map((message) => ({
            id: message.id,
            visibility: message.visibility,
            body: message.body,
            createdAt: message.createdAt,
            readAt: message.readAt,
            author: actor(viewer, message, environment.municipality),
          })),
        pageInfo: { hasPreviousPage: rows.length > TIMELINE },
      },
    },
  };
}

const operatorName = ({ operatorGivenName, operatorFamilyName }: PracticeRow): string =>
  displayName({ givenName: operatorGivenName ?? '', familyName: operatorFamilyName ?? '' });

async function prepare(viewer: Viewer, { input }: Variables): Promise<unknown> {
  const { practiceId, body } = input as { practiceId: string; body: string };
  const { practice: row, ...draft } = await sending.prepare(viewer, practiceId, body);
  const { id, protocolNumber } = row;
  return { prepareMessage: { draft: { ...draft, practice: { id, protocolNumber } } } };
}

async function send(viewer: Viewer, { input }: Variables): Promise<unknown> {
  const { confirmationToken } = input as { confirmationToken: string };
  const { practice: row, message } = await sending.send(viewer, confirmationToken);
  return {
    sendMessage: {
      message: {
        id: message.id,
        visibility: 'PUBLIC',
        body: message.body,
        createdAt: message.createdAt,
        author: actor(viewer, message, environment.municipality),
        practice: { id: row.id, awaitingReplyFrom: awaitingReplyFrom(row) },
      },
    },
  };
}

const LARGEST_BODY = 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Refused('BAD_USER_INPUT');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

async function answer(request: IncomingMessage): Promise<unknown> {
  try {
    const viewer = await authenticate(request.headers.authorization);
    const { operationName, variables } = JSON.parse(await bodyOf(request)) as {
      operationName: DocumentName;
      variables?: Variables;
    };
    return { data: await handlers[operationName](viewer, variables ?? {}) };
  } catch (error) {
    if (!(error instanceof Refused)) process.stderr.write(`${String(error)}\n`);
    return {
      errors: [{ message: String(error), extensions: { code: error instanceof Refused ? error.code : 'FAULT' } }],
    };
  }
}

const server = createServer(async (request, response) => {
  const body = Buffer.from(JSON.stringify(await answer(request)));
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
});
server.listen(environment.port, environment.host);
process.on('SIGTERM', () => server.close(() => pool.end().then(() => process.exit(0))));
