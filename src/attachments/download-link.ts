import { createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey } from '../identity/derive-key.js';
import type { Settings } from '../settings.js';
import type { Part } from './attachment-store.js';

const KEY_PURPOSE = 'attachment-link';

/** How long a link works, in milliseconds. */
export const LINK_LIFETIME = 5 * 60 * 1_000;

/** What a link lets somebody download, and for whom it was made. */
export interface Download {
  attachmentId: string;
  part: Part;
  viewerId: string;
}

/** The query of a link. */
export interface LinkQuery {
  viewer?: unknown;
  expires?: unknown;
  signature?: unknown;
}

/** A link to a part of an attachment, for one viewer and five minutes. Who holds it needs no token. */
export function downloadLink(settings: Settings, download: Download, now: Date): string {
  const { attachmentId, part, viewerId } = download;
  const expires = String(now.getTime() + LINK_LIFETIME);
  const query = new URLSearchParams({ viewer: viewerId, expires, signature: sign(settings, download, expires) });
  return `${settings.publicUrl}/attachments/${attachmentId}${part === 'content' ? '/content' : ''}?${query}`;
}

/** For whom a link was made, or null for one that we did not make like this, or that has expired. */
export function readLink(
  settings: Settings,
  asked: Omit<Download, 'viewerId'>,
  { viewer, expires, signature }: LinkQuery,
  now: Date,
): Download | null {
  if (typeof viewer !== 'string' || typeof expires !== 'string' || typeof signature !== 'string') return null;
  const download = { ...asked, viewerId: viewer };
  const expected = Buffer.from(sign(settings, download, expires));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return now.getTime() < Number(expires) ? download : null;
}

const sign = ({ secret }: Settings, { attachmentId, part, viewerId }: Download, expires: string): string =>
  createHmac('sha256', deriveKey(secret, KEY_PURPOSE))
    .update(JSON.stringify([attachmentId, part, viewerId, expires]))
    .digest('base64url');
