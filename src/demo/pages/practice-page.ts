import { type DemoPerson, fullName } from '../person.js';
import type { LinkedPractice } from './deps.js';
import { type Html, html } from './html.js';
import { playgroundAs } from './links.js';

/** Where the links of a mail lead in the demo, which has no pages for citizens: it says so and leads on to the playground. */
export function practicePage(practice: LinkedPractice, people: readonly DemoPerson[], reply: string | undefined): Html {
  const answering = (person: DemoPerson) => (person.role === 'CITIZEN' ? 'prepare-reply' : 'prepare-message');
  const values = { practiceId: practice.id, messageId: reply };
  const parties = [practice.applicantKey, practice.operatorKey]
    .map((key) => people.find((person) => person.key === key))
    .filter((person) => person !== undefined);
  return html`
<h1>${practice.serviceName}</h1>
<p class="soft">${practice.protocolNumber ? html`Protocollo n. ${practice.protocolNumber}` : 'In bozza'}</p>
<p>Qui il sito del Comune chiederebbe di effettuare l’accesso e mostrerebbe la pratica. La dimostrazione non ha quel sito:
può entrare come una delle persone interessate e ${reply ? 'rispondere dal' : 'leggere la pratica nel'} playground.</p>
<p lang="en">The citizens’ site would ask for a login here. The demo has none: go on in the playground as one of those concerned.</p>
<ul class="cards">${parties.map(
    (person) => html`
<li class="card">
<h3>${fullName(person)}</h3>
<span class="soft">${person.key === practice.applicantKey ? 'Ha presentato la pratica' : 'Ha in carico la pratica'}</span>
<span class="go"><a href="${playgroundAs(person.key, reply ? answering(person) : 'practice', values)}">${reply ? 'Rispondi' : 'Visualizza'} come ${person.givenName}</a></span>
</li>`,
  )}</ul>
`;
}

/** What is shown for an address that leads to nothing. */
export const nothingPage = html`
<h1>Non c’è nulla qui</h1>
<p>La pagina cercata non esiste, o non esiste più.</p>
<p lang="en">There is nothing here, or no longer.</p>
<p><a href="/demo">Torna alle persone</a></p>
`;
