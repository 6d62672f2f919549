import { Placeholders } from './placeholders.js';
import type { World } from './worlds.js';

/** Every mail that a world has sent, as it came over the wire, without what is drawn by lot. */
export async function mailsOf({ app, ids }: World): Promise<string[]> {
  await app.service.parts.mailWorker.drained();
  // Mails go out side by side: in which order two of one instant arrive is chance.
  const mails = app.smtp.mails.map(({ envelope, raw }) => `${envelope.from} ${envelope.to} ${readable(raw)}`);
  return mails.sort().map((mail) => new Placeholders(ids).write(mail));
}

/** A mail without its boundaries, and with its lines unfolded and decoded, so that ids in them can be read. */
const readable = (raw: string): string =>
  raw
    .replace(/--_?NmP-[\w-]+/g, '--boundary')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
