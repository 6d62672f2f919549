import type { DemoMail } from './deps.js';
import { type Html, html, trusted } from './html.js';
import { instant } from './layout.js';

const size = 25;
const states: Record<DemoMail['state'], string> = { QUEUED: 'In coda', SENT: 'Inviata', FAILED: 'Non inviata' };

const stateTag = ({ state }: DemoMail): Html =>
  html`<span class="tag${state === 'FAILED' && ' bad'}">${states[state]}</span>`;

/** The list of the mails that would have gone out, newest first, of everybody or of one address. */
export function mailboxPage(mails: readonly DemoMail[], to: string | undefined, number: number): Html {
  const addresses = new Map(
    mails.map((mail): [string, string] => [mail.to, mail.toName]).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const newest = mails
    .filter((mail) => to === undefined || mail.to === to)
    .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
  const shown = newest.slice((number - 1) * size, number * size);
  const address = (page: number) => `/demo/mailbox?${new URLSearchParams({ ...(to && { to }), page: String(page) })}`;
  const filter = (email: string | undefined, name: string) => html`
<li><a href="${email ? `/demo/mailbox?${new URLSearchParams({ to: email })}` : '/demo/mailbox'}"${
    email === to && trusted(' aria-current="true"')
  }>${name}</a></li>`;
  return html`
<h1>La posta in uscita</h1>
<p>Nella dimostrazione nessun messaggio di posta elettronica lascia il server: qui si leggono quelli che sarebbero partiti.</p>
<p lang="en">No mail leaves the server in the demo: here are those that would have gone out.</p>
<ul class="filter" aria-label="Destinatario">${filter(undefined, 'Tutti')}${[...addresses].map(([email, name]) => filter(email, name || email))}</ul>
<p class="soft">${newest.length === 1 ? '1 messaggio' : html`${newest.length} messaggi`}</p>
<ol class="mails">${shown.map(
    (mail) => html`
<li>
<a href="/demo/mailbox/${encodeURIComponent(mail.id)}">${mail.subject}</a>
${instant(mail.createdAt)}
<span class="soft">a ${mail.toName} &lt;${mail.to}&gt;</span>
<span>${stateTag(mail)}</span>
</li>`,
  )}</ol>
<nav class="pages" aria-label="Pagine">
${number > 1 && html`<a href="${address(number - 1)}">Più recenti</a>`}
${number * size < newest.length && html`<a href="${address(number + 1)}">Meno recenti</a>`}
</nav>
`;
}

/** One mail: who it is for, as a mail program shows it, and its plain text. */
export function mailPage(mail: DemoMail): Html {
  return html`
<p><a href="/demo/mailbox">Torna alla posta</a></p>
<h1>${mail.subject}</h1>
<dl>
<dt>A</dt><dd>${mail.toName} &lt;${mail.to}&gt;</dd>
<dt>Del</dt><dd>${instant(mail.createdAt)}</dd>
<dt>Stato</dt><dd>${stateTag(mail)}</dd>
${mail.practiceId && html`<dt>Pratica</dt><dd><a href="/practices/${encodeURIComponent(mail.practiceId)}">Apri la pratica</a></dd>`}
</dl>
<iframe title="Il messaggio come si presenta" src="/demo/mailbox/${encodeURIComponent(mail.id)}/html" sandbox="allow-popups allow-top-navigation-by-user-activation" referrerpolicy="no-referrer"></iframe>
<h2>Solo testo</h2>
<pre>${mail.text}</pre>
`;
}
