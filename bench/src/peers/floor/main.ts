import { createServer, type IncomingMessage } from 'node:http';
import type { DocumentName } from '../../operations.js';
import { assertSomebody, Refused, type Viewer } from '../authenticate.js';
import { actor, awaitingReplyFrom } from '../rules.js';
import { createSending } from '../sending.js';
import { catalogue } from './catalogue.js';
import { desk } from './desk.js';
import { authenticate, environment, type Handler, pool, type Variables } from './parts.js';
import { practice } from './practice.js';

/**
 * The floor: what the operations cost at least on this runtime and this database. One function for each, prepared
 * statements that were written for it, and no GraphQL: it takes the name of an operation and its variables.
 */

const sending = createSending(pool, environment);

const handlers: Record<Exclude<DocumentName, 'Catalogue'>, Handler> = {
  Desk: desk,
  Practice: practice,
  Prepare: prepare,
  Send: send,
};

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
    const { operationName, variables = {} } = JSON.parse(await bodyOf(request)) as {
      operationName: DocumentName;
      variables?: Variables;
    };
    if (operationName === 'Catalogue') return { data: await catalogue(variables) };
    const viewer = await authenticate(request.headers.authorization);
    assertSomebody(viewer);
    return { data: await handlers[operationName](viewer, variables) };
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
