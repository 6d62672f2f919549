import { type DemoPerson, fullName } from '../person.js';
import { type Html, html } from './html.js';
import { playgroundAs } from './links.js';

const groups: { role: DemoPerson['role']; heading: string }[] = [
  { role: 'CITIZEN', heading: 'Cittadini' },
  { role: 'OPERATOR', heading: 'Operatori' },
  { role: 'ADMIN', heading: 'Amministrazione' },
];

/** The page on which one becomes one of the people of the demo. */
export function peoplePage(municipality: string, people: readonly DemoPerson[]): Html {
  return html`
<h1>Chi vuole essere?</h1>
<p>Questo è un Comune inventato, con persone, servizi e pratiche inventati. Scelga una persona: si apre il playground
con l’accesso già effettuato, e lì può cambiare persona in ogni momento dal menu in alto a destra.</p>
<p lang="en">${municipality} is made up, and so are its people. Choose one: the playground opens, signed in as them.</p>
${groups.map(({ role, heading }) =>
  section(
    heading,
    people.filter((person) => person.role === role),
  ),
)}
<h2>Per gli script</h2>
<p><a href="/demo/identities">/demo/identities</a> elenca le persone; il token di una di esse si ottiene con:</p>
<pre>curl -X POST -H 'content-type: application/json' \\
  -d '{"key": "${people[0]?.key}"}' …/demo/sign-in</pre>
`;
}

function section(heading: string, people: readonly DemoPerson[]): Html {
  return html`<h2>${heading}</h2>
<ul class="cards">${people.map(personCard)}</ul>`;
}

function personCard(person: DemoPerson): Html {
  return html`
<li class="card">
<h3>${fullName(person)}</h3>
<span class="soft">${person.title}</span>
<span><span class="tag">${person.access}</span></span>
<p>${person.about}</p>
<span class="go"><a href="${playgroundAs(person.key)}">Entra come ${person.givenName}</a></span>
</li>`;
}
