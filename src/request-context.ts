import type { FastifyRequest } from 'fastify';
import type { Context, OwnContext, Parts } from './context.js';
import { type Locale, preferredLocale } from './locale.js';

/**
 * What a request carries. The parts are inherited and not copied: copied twice for each request, by us and by Apollo, they
 * would make objects of so many properties that V8 keeps each as a table of its own.
 */
export function contextOf(parts: Parts, request: FastifyRequest): Context {
  if (!request.viewer) throw new Error('A request came through without having been authenticated');
  const own: OwnContext = {
    viewer: request.viewer,
    locale: localeOf(request),
    requestId: request.id,
    now: parts.clock(),
    client: request,
    uploads: request.uploads,
    operation: '',
    isMutation: false,
    record: request.record,
    opened: new Set(),
    keeping: request.keeping,
    loaders: new Map(),
  };
  return Object.assign(Object.create(parts) as Parts, own);
}

/** The language that a request wants to be answered in. */
export const localeOf = ({ headers }: FastifyRequest): Locale => preferredLocale(headers['accept-language']);
