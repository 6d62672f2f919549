import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import Fastify, { type FastifyInstance } from 'fastify';
import { parse } from 'graphql';
import type { BootElement } from '../../src/playground/boot.js';
import { type PlaygroundOptions, registerPlayground } from '../../src/playground/playground.js';
import { storyOrder, storyTabs } from '../../src/playground/story.js';

const demo = {
  people: () => [{ key: 'giulia.ferri', label: 'Giulia Ferri · cittadina' }],
  signIn: '/demo/sign-in',
};

describe('the playground', () => {
  let app: FastifyInstance;
  let origin: string;

  async function start(options: Partial<PlaygroundOptions> = {}): Promise<void> {
    app = Fastify();
    registerPlayground(app, { endpoint: '/graphql', tabs: storyTabs(), ...options });
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  }

  afterEach(() => app?.close());

  it('is a page that names no other server and may ask none', async () => {
    await start();
    const response = await fetch(`${origin}/playground`);
    const page = await response.text();
    expect(response.headers.get('content-type')).to.equal('text/html; charset=utf-8');
    expect(page).not.to.match(/https?:\/\//);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).to.contain("default-src 'none'").and.to.contain("connect-src 'self'");
    expect(policy).not.to.match(/https?:|unsafe-eval|\*/);
  });

  it('has every file that the page names', async () => {
    await start();
    const page = await (await fetch(`${origin}/playground`)).text();
    const named = [...page.matchAll(/(?:src|href)="([^"]+\.[a-z]+)"/g)].map(([, name]) => name);
    expect(named).to.include('main.js');
    for (const name of named) {
      const response = await fetch(new URL(name, `${origin}/playground/`));
      expect(response.status, name).to.equal(200);
      expect(response.headers.get('x-content-type-options'), name).to.equal('nosniff');
    }
  });

  it('spares a browser the files that it has', async () => {
    await start();
    const first = await fetch(`${origin}/playground/main.js`);
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await fetch(`${origin}/playground/main.js`, { headers })).status).to.equal(304);
  });

  it('serves nothing beside its own files', async () => {
    await start();
    for (const path of ['package.json', '..%2f..%2fpackage.json', 'main.js%00', '%2e%2e/index.js'])
      expect((await fetch(`${origin}/playground/${path}`)).status, path).to.equal(404);
  });

  it('knows nothing of the demo outside it', async () => {
    await start();
    const script = await (await fetch(`${origin}/playground/boot.js`)).text();
    expect(script).not.to.contain('/demo/').and.not.to.contain('Bugliano');
  });

  it('has a tab for every operation and an operation for every tab', () => {
    const files = readdirSync(new URL('../../../operations/', import.meta.url));
    expect([...storyOrder].sort()).to.deep.equal(files.map((name) => name.replace('.graphql', '')).sort());
  });

  it('gives every tab one named operation, and variables for what it declares', () => {
    for (const { title, query, variables } of storyTabs()) {
      expect(query, title).to.match(/^# \S/);
      const { definitions } = parse(query);
      expect(definitions, title).to.have.length(1);
      const [operation] = definitions;
      if (operation.kind !== 'OperationDefinition') throw new Error(`${title} is not an operation`);
      const pascal = title.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
      expect(operation.name?.value, title).to.equal(pascal);
      const declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
      expect(Object.keys(variables), title).to.have.members(declared);
    }
  });

  it('asks the demo for the token of everybody anew at each visit, and acts as the one the address names', async () => {
    await start({ demo, values: async () => ({ serviceId: 'a-service' }) });
    const visit = await visitWith(`${origin}/playground?person=giulia.ferri&practiceId=a-practice&tab=practice`);
    const environments = visit.options.initialEnvironments;
    expect(visit.asked).to.deep.equal(['/demo/sign-in {"key":"giulia.ferri"}']);
    expect(environments.activeSubEnvironment).to.equal('giulia.ferri');
    expect(environments.subEnvironments.map(({ variables }) => variables.authorization)).to.deep.equal([
      '',
      'Bearer t',
    ]);
    expect(environments.base.variables.serviceId).to.equal('a-service');
    expect(visit.options.preserveState).to.equal(false);
    expect(visit.stored.get('altair:db:request-script:practiceId')).to.equal('{"value":"a-practice"}');
    expect(visit.clicked).to.equal('practice');
  });

  it('acts as nobody when the address names somebody unknown, and forgets what an earlier demo left', async () => {
    await start({ demo });
    const stored = new Map([['altair:db:request-script:practiceId', '{"value":"of yesterday"}']]);
    const visit = await visitWith(`${origin}/playground?person=nobody.known`, stored);
    expect(visit.options.initialEnvironments.activeSubEnvironment).to.equal('nobody');
    expect(stored.has('altair:db:request-script:practiceId')).to.equal(false);
    expect(visit.clicked).to.equal('me');
  });

  it('takes from the address nothing but ids, and nothing at all outside the demo', async () => {
    await start({ demo });
    const injected = await visitWith(`${origin}/playground?practiceId=${encodeURIComponent('","reason":"x')}`);
    expect(injected.stored.has('altair:db:request-script:practiceId')).to.equal(false);
    await app.close();
    await start();
    const outside = await visitWith(`${origin}/playground?practiceId=a-practice&person=giulia.ferri`);
    expect(outside.stored.has('altair:db:request-script:practiceId')).to.equal(false);
    expect(outside.asked).to.deep.equal([]);
    expect(outside.options.initialEnvironments.subEnvironments).to.have.length(1);
  });

  interface AltairOptions {
    preserveState: boolean;
    initialEnvironments: {
      activeSubEnvironment: string;
      base: { variables: Record<string, string> };
      subEnvironments: { id: string; variables: Record<string, string> }[];
    };
  }

  /** Runs the script that a browser would be sent, in a browser made of a few objects. */
  async function visitWith(address: string, stored = new Map<string, string>()) {
    const script = await (await fetch(`${origin}/playground/boot.js`)).text();
    const asked: string[] = [];
    const started: AltairOptions[] = [];
    let clicked = '';
    const element = (textContent: string): BootElement => ({
      textContent,
      offsetParent: null,
      click: () => {
        clicked = textContent;
      },
      addEventListener: () => undefined,
      scrollIntoView: () => undefined,
    });
    const browser = {
      location: new URL(address),
      localStorage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
        removeItem: (key: string) => void stored.delete(key),
      },
      fetch: async (url: string, { body }: { body: string }) => {
        asked.push(`${url} ${body}`);
        return { ok: true, json: async () => ({ token: 't' }) };
      },
      AltairGraphQL: { init: (options: AltairOptions) => void started.push(options) },
      document: { querySelectorAll: () => storyOrder.map(element) },
    };
    await new Function('window', `return ${script}`)(browser);
    return { asked, clicked, stored, options: started[0] };
  }
});
