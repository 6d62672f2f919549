import { createHash } from 'node:crypto';
import { type Html, html, type Part, trusted } from './html.js';
import { stylesheet } from './stylesheet.js';

const hash = createHash('sha256').update(stylesheet).digest('base64');

/** What a page of the demo may do: show its own stylesheet and frames of this server. No scripts, nothing from elsewhere. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What a mail may do when it is shown: its inline styles and links out of its frame. No scripts, nothing fetched. */
export const mailPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; " +
  'sandbox allow-popups allow-top-navigation-by-user-activation';

/** The whole document of a page of the demo. */
export function page(municipality: string, here: string, title: string, content: Part): Html {
  const link = (path: string, text: string) =>
    html`<a href="${path}"${path === here && trusted(' aria-current="page"')}>${text}</a>`;
  return html`<!doctype html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title} - ${municipality}</title>
<style>${trusted(stylesheet)}</style>
</head>
<body>
<a class="skip" href="#contenuto">Vai al contenuto</a>
<header class="bar"><div class="wide"><strong>${municipality}</strong>
<nav aria-label="Dimostrazione">${link('/demo', 'Persone')} &nbsp; ${link('/demo/mailbox', 'Posta')} &nbsp; ${link('/playground', 'Playground')}</nav>
</div></header>
<main class="wide" id="contenuto">
${content}
</main>
</body>
</html>
`;
}

const readable = new Intl.DateTimeFormat('it-IT', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Rome' });

/** An instant as people in Italy read it. */
export const instant = (at: Date): Html => html`<time datetime="${at.toISOString()}">${readable.format(at)}</time>`;
