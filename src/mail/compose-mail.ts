import type { Locale, Text } from '../locale.js';
import { LAYOUT } from './layout.html.js';
import { escapeLines, oneLine, plainLines, shorten } from './mail-text.js';

/** What a mail says. Everything is plain text: composing escapes it where it becomes HTML. */
export interface MailContent {
  locale: Locale;
  /** The name that stands above every mail. */
  municipality: string;
  /** What the mail is about, never what somebody wrote. */
  subject: string;
  greeting?: string;
  paragraphs: string[];
  /** What somebody wrote, as they wrote it. */
  quote?: string;
  /** Paragraphs that follow what somebody wrote. */
  afterQuote?: string[];
  buttons: MailButton[];
}

/** A link that stands out. */
export interface MailButton {
  label: string;
  /** An address of our own pages: http or https. */
  url: string;
}

/** A mail that can be queued: its subject, and the same words twice. */
export interface ComposedMail {
  subject: string;
  text: string;
  html: string;
}

/** The longest subject that is stored. */
const SUBJECT_LENGTH = 255;

const UNREAD_MAILBOX: Text = {
  it: 'Questo messaggio è stato inviato automaticamente da una casella che non viene letta.',
  en: 'This message was sent automatically from a mailbox that is not read.',
};

const ANSWER_THROUGH_LINK: Text = {
  it: 'Per consultare la pratica o rispondere utilizzi il link qui sopra: Le sarà chiesto di accedere.',
  en: 'To read the practice or to answer, please use the link above: you will be asked to sign in.',
};

/** The layout in the order of its parts; those between head and foot come once for each text that they show. */
const [HEAD = '', GREETING = '', PARAGRAPH = '', QUOTE = '', BUTTON = '', FOOT = ''] = LAYOUT.split(/<!--cut:\w+-->\n/);

/** Makes a mail in the municipality's layout, as HTML and as plain text. Cheap: it runs inside transactions. */
export function composeMail(content: MailContent): ComposedMail {
  const subject = shorten(oneLine(content.subject), SUBJECT_LENGTH);
  for (const { url } of content.buttons) assertWebAddress(url);
  const closing = closingOf(content);
  return { subject, text: composeText(content, closing), html: composeHtml(content, subject, closing) };
}

function composeText(
  { municipality, greeting, paragraphs, quote, afterQuote = [], buttons }: MailContent,
  closing: string,
): string {
  const blocks = [oneLine(municipality).toUpperCase()];
  if (greeting) blocks.push(oneLine(greeting));
  blocks.push(...paragraphs.map(plainLines));
  if (quote) blocks.push(plainLines(quote).replace(/^/gm, '    '));
  blocks.push(...afterQuote.map(plainLines));
  blocks.push(...buttons.map(({ label, url }) => `${oneLine(label)}:\n${url}`));
  blocks.push(`${'—'.repeat(20)}\n${closing}`);
  return `${blocks.join('\n\n')}\n`;
}

function composeHtml(content: MailContent, subject: string, closing: string): string {
  const { locale, municipality, greeting, paragraphs, quote, afterQuote = [], buttons } = content;
  const preview = shorten(oneLine(paragraphs[0] ?? ''), 150);
  return [
    fill(HEAD, { locale, subject, preview, municipality: oneLine(municipality) }),
    ...(greeting ? [fill(GREETING, { greeting })] : []),
    ...paragraphs.map((paragraph) => fill(PARAGRAPH, { paragraph })),
    ...(quote ? [fill(QUOTE, { quote })] : []),
    ...afterQuote.map((paragraph) => fill(PARAGRAPH, { paragraph })),
    ...buttons.map(({ label, url }) => fill(BUTTON, { label: oneLine(label), url })),
    fill(FOOT, { closing }),
  ].join('');
}

/** Puts texts in the places of a part that are named `{{so}}`, once: a text that looks like a place stays a text. */
const fill = (part: string, texts: Record<string, string>): string =>
  part.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escapeLines(texts[name] ?? ''));

const closingOf = ({ locale, buttons }: MailContent): string =>
  buttons.length > 0 ? `${UNREAD_MAILBOX[locale]} ${ANSWER_THROUGH_LINK[locale]}` : UNREAD_MAILBOX[locale];

function assertWebAddress(url: string): void {
  if (!/^https?:\/\/[^\s<>"']+$/.test(url)) throw new Error('A link in a mail has to be an address of the web');
}
