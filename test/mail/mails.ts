import type { Database } from '../../src/database/database.js';
import type { Log } from '../../src/log.js';
import { composeMail, type MailContent } from '../../src/mail/compose-mail.js';
import type { Mail } from '../../src/mail/mail.entity.js';
import { type OutgoingMail, queueMail } from '../../src/mail/queue-mail.js';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';

/** Who sends the mails of these tests. */
export const SENDER = {
  municipality: 'Comune di Bugliano',
  mailFrom: { name: '', address: 'no-reply@bugliano.example' },
  supportEmail: null as string | null,
};

/** A mail that tells a citizen of a message. */
export const content = (changes: Partial<MailContent> = {}): MailContent => ({
  locale: 'it',
  municipality: SENDER.municipality,
  subject: 'Pratica 2026/0000123: nuovo messaggio',
  greeting: 'Gentile Anna Bianchi,',
  paragraphs: ['c’è un nuovo messaggio sulla Sua pratica.'],
  quote: 'Buongiorno,\nmanca la marca da bollo.',
  buttons: [
    { label: 'Visualizza', url: 'https://stanza.bugliano.example/practices/1' },
    { label: 'Rispondi', url: 'https://stanza.bugliano.example/practices/1?reply=2' },
  ],
  ...changes,
});

/** A mail ready to be queued, to an address. */
export const mailTo = (address: string | null, changes: Partial<OutgoingMail> = {}): OutgoingMail => ({
  kind: 'message-to-citizen',
  recipient: { name: 'Anna Bianchi', address, locale: 'it' },
  content: composeMail(content()),
  ...changes,
});

/** Queues mails, each in a transaction of its own. */
export async function queue(database: Database, mails: OutgoingMail[]): Promise<void> {
  for (const mail of mails) await database.transaction((tx) => queueMail(tx, mail));
}

/** What is stored of every mail, in the order in which they were queued. */
export const stored = (
  database: Database,
): Promise<Pick<Mail, 'id' | 'address' | 'state' | 'attempts' | 'lastError'>[]> =>
  database.rows('SELECT id, address, state, attempts, lastError FROM mails ORDER BY id');

/** How many mails are in a state. */
export const countOf = async (database: Database, state: DeliveryState): Promise<number> =>
  (await stored(database)).filter((mail) => mail.state === state).length;

/** A log that keeps what it is told. */
export function testLog(): Log & { lines: string[]; next(word: string): Promise<void> } {
  const lines: string[] = [];
  const watchers = new Set<() => void>();
  const write = (...parts: unknown[]) => {
    lines.push(JSON.stringify(parts));
    for (const watcher of watchers) watcher();
  };
  const next = (word: string) =>
    new Promise<void>((resolve) => {
      const from = lines.length;
      watchers.add(() => lines.slice(from).some((line) => line.includes(word)) && resolve());
    });
  return { debug: write, info: write, warn: write, error: write, fatal: write, lines, next };
}
