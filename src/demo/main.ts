import 'reflect-metadata';
import type { FastifyInstance } from 'fastify';
import { openDataSource } from '../database/data-source.js';
import { PREFLIGHT, registerPlayground } from '../playground/playground.js';
import { storyTabs } from '../playground/story.js';
import type { ServerParts } from '../server.js';
import { SettingsError } from '../settings-reader.js';
import { startService } from '../start.js';
import { stopOnSignal } from '../stop-on-signal.js';
import { demoDeps, playgroundValues } from './deps.js';
import { startIssuer } from './issuer.js';
import { registerDemoPages } from './pages/pages.js';
import { people } from './people.js';
import { menuLabel } from './person.js';
import { seed } from './seed.js';
import { DEMO_AUDIENCE, demoSettings } from './settings.js';

try {
  const settings = demoSettings();
  const dataSource = await openDataSource(settings.databaseUrl);
  const port = settings.port + 1;
  const issuer = await startIssuer({ port, audience: DEMO_AUDIENCE, clock: () => new Date() });

  const extend = async (app: FastifyInstance, parts: ServerParts) => {
    await seed(dataSource, parts, issuer.url);
    const deps = demoDeps(parts, issuer);
    registerDemoPages(app, deps);
    registerPlayground(app, {
      endpoint: '/graphql',
      tabs: storyTabs(),
      headers: PREFLIGHT,
      values: () => playgroundValues(parts),
      demo: {
        people: () => people.map((person) => ({ key: person.key, label: menuLabel(person) })),
        signIn: '/demo/sign-in',
      },
    });
  };
  const service = await startService(settings, dataSource, { extend });
  stopOnSignal({ ...service, close: () => Promise.all([service.close(), issuer.close()]).then(() => undefined) });

  const { publicUrl, municipality } = settings;
  process.stdout.write(`
Stanza: la dimostrazione del ${municipality} è pronta / the demo is ready

  Persone / become somebody   ${publicUrl}/demo
  Posta / mailbox             ${publicUrl}/demo/mailbox
  Playground                  ${publicUrl}/playground
  GraphQL                     ${publicUrl}/graphql

`);
} catch (error) {
  const lines = error instanceof SettingsError ? error.problems : [`The demo cannot start: ${String(error)}`];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
