/** A tab of the playground: one operation with variables to try it with. */
export interface PlaygroundTab {
  /** What the tab is called; also how an address picks it: `/playground?tab=practice`. */
  title: string;
  query: string;
  /** Example variables; a `{{name}}` in them is replaced by the value remembered under that name, or by nothing. */
  variables: Record<string, unknown>;
  /** Values of the answer that later tabs use, by the name they are remembered under: `{ practiceId: 'createPractice.practice.id' }`. */
  remembers?: Record<string, string>;
  /** Outside the demo: where the answer has the token that the other tabs are to be sent with. */
  authorizes?: string;
}

/** Somebody whom the playground can act as, in the demo. */
export interface PlaygroundPerson {
  key: string;
  label: string;
}

/** What the page of the playground is told by the server. */
export interface BootConfig {
  endpoint: string;
  subscriptionsEndpoint?: string;
  tabs: PlaygroundTab[];
  /** First values of the names used in variables. */
  values: Record<string, string>;
  /** Changes when the data behind the values does: what was remembered before is then forgotten. */
  epoch: string;
  /** Headers of every request. */
  headers: Record<string, string>;
  /** In the demo: the people one can act as, and where one gets their tokens. */
  demo?: { people: PlaygroundPerson[]; signIn: string };
}

/** The part of a browser that the start of the playground uses. */
export interface Browser {
  location: { href: string; search: string };
  localStorage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  };
  fetch(url: string, init: { method: string; headers: Record<string, string>; body: string }): Promise<BootResponse>;
  AltairGraphQL: { init(options: object): unknown };
  document: { querySelectorAll(selector: string): Iterable<BootElement> };
}

/** The part of an element that the start of the playground uses. */
export interface BootElement {
  textContent: string;
  offsetParent: unknown;
  click(): void;
  scrollIntoView(options: { inline: 'nearest'; block: 'nearest' }): void;
  addEventListener(event: 'click', listener: () => void): void;
}

/** The part of a response that the start of the playground uses. */
export interface BootResponse {
  ok: boolean;
  json(): Promise<unknown>;
}

/**
 * Starts Altair in the browser. It is sent there as its own source text, so it must not use anything from outside itself.
 *
 * Every person of the demo is an environment of Altair, and the header Authorization of every tab takes its value from the
 * environment in use: who one is changes with one click and the tabs stay as they are. Tokens are fetched anew at each
 * visit and nothing of the visit before is taken up, so a token can be neither stale nor somebody else's.
 */
export async function boot(config: BootConfig, browser: Browser): Promise<void> {
  const address = new URLSearchParams(browser.location.search);

  // Where the scripts of Altair keep what they store: a name of the address or of a new epoch replaces what it held.
  const shelf = (name: string) => `altair:db:request-script:${name}`;
  const names = Object.keys(config.values);
  if (browser.localStorage.getItem('stanza:epoch') !== config.epoch) {
    for (const name of names) browser.localStorage.removeItem(shelf(name));
    browser.localStorage.setItem('stanza:epoch', config.epoch);
  }
  // Only ids, and only in the demo: what stands in an address is put into the variables of requests as it is.
  for (const name of names) {
    const value = address.get(name) ?? '';
    if (config.demo && /^[\w-]{1,64}$/.test(value))
      browser.localStorage.setItem(shelf(name), JSON.stringify({ value }));
  }

  const authorizationOf = async (key: string, signIn: string): Promise<string> => {
    const response = await browser.fetch(signIn, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
    const answer = response.ok ? ((await response.json()) as { token?: string }) : {};
    return answer.token ? `Bearer ${answer.token}` : '';
  };

  const people = await Promise.all(
    (config.demo?.people ?? []).map(async ({ key, label }) => ({
      id: key,
      title: label,
      variables: { authorization: await authorizationOf(key, config.demo?.signIn ?? '').catch(() => '') },
    })),
  );
  const nobody = {
    id: 'nobody',
    title: config.demo ? 'Nessun accesso' : 'Sessione',
    variables: { authorization: '' },
  };
  const asked = people.find(({ id }) => id === address.get('person'));

  // What one tab remembers the others fill in before they are sent, whoever one is by then.
  const recall = [
    `for (const name of ${JSON.stringify(names)}) {`,
    '  const value = (await altair.storage.get(name)) || altair.helpers.getEnvironment(name);',
    "  altair.helpers.setEnvironment(name, value || '');",
    '}',
  ].join('\n');
  const afterAnswer = ({ remembers, authorizes }: PlaygroundTab): string | undefined => {
    const lines = Object.entries(remembers ?? {}).map(
      ([name, path]) =>
        `if (answer?.data?.${path.replaceAll('.', '?.')}) await altair.storage.set('${name}', answer.data.${path});`,
    );
    if (authorizes && !config.demo) {
      const token = `answer?.data?.${authorizes.replaceAll('.', '?.')}`;
      lines.push(`if (${token}) altair.helpers.setEnvironment('authorization', 'Bearer ' + ${token}, true);`);
    }
    if (lines.length === 0) return undefined;
    const answer = "const answer = typeof body === 'string' ? JSON.parse(body) : body;";
    return ['const { body } = altair.response;', answer, ...lines].join('\n');
  };

  const endpointURL = new URL(config.endpoint, browser.location.href).href;
  const subscriptionsEndpoint =
    config.subscriptionsEndpoint &&
    new URL(config.subscriptionsEndpoint, browser.location.href).href.replace(/^http/, 'ws');
  const tabs = config.tabs.map((tab) => ({
    initialName: tab.title,
    endpointURL,
    subscriptionsEndpoint,
    initialQuery: tab.query,
    initialVariables: JSON.stringify(tab.variables, null, 2),
    initialHeaders: { Authorization: '{{authorization}}' },
    initialPreRequestScript: JSON.stringify(tab.variables).includes('{{') ? recall : undefined,
    initialPostRequestScript: afterAnswer(tab),
  }));

  browser.AltairGraphQL.init({
    endpointURL,
    subscriptionsEndpoint,
    initialWindows: tabs,
    initialEnvironments: {
      activeSubEnvironment: (asked ?? nobody).id,
      base: { title: 'Valori comuni', variables: { headers: config.headers, ...config.values } },
      subEnvironments: [nobody, ...people],
    },
    preserveState: false,
    disableAccount: true,
    instanceStorageNamespace: config.demo ? 'stanza_demo_' : 'stanza_',
    initialSettings: {
      language: 'it-IT',
      'banners.disable': true,
      'alert.disableUpdateNotification': true,
      disablePushNotification: true,
      enableTablistScrollbar: true,
    },
  });

  // Altair hides variables and knows no schema until asked: both are opened when a tab is first shown.
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const visible = (selector: string) =>
    [...browser.document.querySelectorAll(selector)].filter(({ offsetParent }) => offsetParent);
  const furnish = async (tab: PlaygroundTab) => {
    await pause(300);
    visible('[track-id="reload_docs"]')[0]?.click();
    if (Object.keys(tab.variables).length === 0) return;
    visible('.variables-editor-container:not(.show-variables) > .variables-editor--title')[0]?.click();
  };

  // Altair leaves its last tab in front: show the one that was asked for, or the first.
  for (let tries = 0; tries < 200; tries++) {
    await pause(50);
    const shown = [...browser.document.querySelectorAll('.window-switcher__item')];
    if (shown.length < config.tabs.length) continue;
    const furnished = new Set<PlaygroundTab>();
    shown.forEach((element, index) => {
      const tab = config.tabs[index];
      element.addEventListener('click', () => {
        if (!furnished.has(tab)) void furnish(tab);
        furnished.add(tab);
        element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
      });
    });
    const wanted = config.tabs.findIndex(({ title }) => title === address.get('tab'));
    return shown[Math.max(wanted, 0)].click();
  }
}
