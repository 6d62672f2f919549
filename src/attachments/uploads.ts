import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badInput, unauthenticated } from '../graphql/errors.js';
import type { AttachmentStore } from './attachment-store.js';
import { LARGEST_UPLOAD } from './limits.js';
import { UploadRequest } from './receive-upload.js';
import { uploadTooLarge } from './upload-refusal.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The files of a multipart request; null where there are none. */
    uploads: UploadRequest | null;
  }
}

/** What a page of somebody else cannot make a browser send unasked; the same headers as Apollo's. */
const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name'];

/**
 * Reads GraphQL multipart requests. Who is not signed in, could have been made to send by somebody else's page, or
 * announces too much is refused before a byte of the body is read.
 */
export function registerUploads(app: FastifyInstance, store: AttachmentStore): void {
  app.decorateRequest('uploads', null);
  app.addContentTypeParser('multipart/form-data', async (request: FastifyRequest) => {
    assertMaySend(request);
    request.uploads = new UploadRequest(request.raw, request.headers, store);
    return request.uploads.operations;
  });
  // Before the answer goes out: whoever has it can rely on nothing having been left behind.
  app.addHook('onSend', async ({ uploads }, reply) => {
    if (!uploads) return;
    await uploads.end();
    // Nothing more comes on this line: it would be waited for without end.
    if (uploads.stalled) reply.header('connection', 'close');
  });
}

function assertMaySend({ viewer, headers }: FastifyRequest): void {
  if (!viewer || viewer.isAnonymous) throw unauthenticated();
  if (!PREFLIGHT_HEADERS.some((name) => headers[name])) {
    throw badInput('headers', {
      it: `una richiesta multipart richiede l’intestazione ${PREFLIGHT_HEADERS[0]}.`,
      en: `a multipart request takes the header ${PREFLIGHT_HEADERS[0]}.`,
    });
  }
  if (Number(headers['content-length'] ?? 0) > LARGEST_UPLOAD) throw uploadTooLarge();
}
