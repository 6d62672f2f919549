import { type FileHandle, open } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessKind } from '../access/access-entry.entity.js';
import type { Parts } from '../context.js';
import { notFound } from '../graphql/errors.js';
import type { Part } from './attachment-store.js';
import { readRange } from './byte-range.js';
import { contentDisposition } from './content-disposition.js';
import { type LinkQuery, readLink } from './download-link.js';
import { type FoundDownload, findDownload } from './find-download.js';

type LinkRequest = FastifyRequest<{ Params: { id: string }; Querystring: LinkQuery }>;

/** What a download of the staff is called in the access register. */
const OPERATION = 'download';

/** Nothing of a file runs in the page of a browser, none keeps a copy, and the link is told to nobody. */
const CAREFUL = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'private, no-store',
  'referrer-policy': 'no-referrer',
};

/** Serves attachments, and the documents inside of P7M, at the links that the API gives. */
export function registerDownloads(app: FastifyInstance, parts: Parts): void {
  const serve = (url: string, part: Part) =>
    app.route({
      method: ['GET', 'HEAD'],
      url,
      handler: (request, reply) => send(parts, part, request as LinkRequest, reply.headers(CAREFUL)),
    });
  serve('/attachments/:id', 'file');
  serve('/attachments/:id/content', 'content');
}

async function send(parts: Parts, part: Part, request: LinkRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { id } = request.params;
  const file = await findFor(parts, part, request);
  const handle = await open(parts.attachments.store.pathOf(id, part), 'r');
  try {
    return await answer(file, handle, request, reply);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The file that a link leads to; whatever is wrong with the link, the answer is the same NOT_FOUND. */
async function findFor(parts: Parts, part: Part, { params, query }: LinkRequest): Promise<FoundDownload> {
  const link = readLink(parts.settings, { attachmentId: params.id, part }, query, parts.clock());
  const found = link && (await findDownload(parts.database, link));
  if (!found) throw notFound();
  const { viewer, practiceId, file } = found;
  const kind = file ? AccessKind.READ : AccessKind.REFUSED;
  if (practiceId) await parts.accessRegister.register({ viewer, kind, operation: OPERATION }, [practiceId]);
  if (!file) throw notFound();
  return file;
}

async function answer(
  file: FoundDownload,
  handle: FileHandle,
  { method, headers }: LinkRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`;
  // A range of another version of the file is no use; ours never changes, but the client may take another for ours.
  const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
  const range = method === 'GET' && isSame ? readRange(headers.range, file.size) : null;
  reply.headers({ 'accept-ranges': 'bytes', etag });
  if (range === 'unsatisfiable') {
    await handle.close();
    return reply.code(416).header('content-range', `bytes */${file.size}`).send();
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  reply.headers({
    'content-type': file.mediaType,
    'content-length': end - start + 1,
    'content-disposition': contentDisposition(file.filename),
  });
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end}/${file.size}`);
  if (method === 'HEAD') {
    await handle.close();
    return reply.send();
  }
  return reply.send(handle.createReadStream({ start, end }));
}
