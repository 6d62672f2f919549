import type { AddressInfo } from 'node:net';
import type { Parts } from '../../src/context.js';
import { openDataSource } from '../../src/database/data-source.js';
import { createLog } from '../../src/log.js';
import { readSettings } from '../../src/settings.js';
import { startService } from '../../src/start.js';
import { app, testEnvironment } from './app.js';
import { TestClock } from './clock.js';
import { scratchDatabase } from './scratch-database.js';

/** A service beside the one under test, with a database and a clock of its own. */
export interface AnotherApp {
  url: string;
  parts: Parts;
  clock: TestClock;
  close(): Promise<void>;
}

/** Starts a service with settings of its own; an empty one takes a usual setting away. */
export async function startAnotherApp(settings: Record<string, string> = {}): Promise<AnotherApp> {
  const { smtp, issuer } = app();
  const database = await scratchDatabase();
  const environment = testEnvironment({
    SMTP_URL: smtp.url,
    OIDC_ISSUER: issuer.url,
    DATABASE_URL: database.url,
    ...settings,
  });
  const clock = new TestClock();
  const service = await startService(readSettings(environment), await openDataSource(database.url), {
    clock: clock.now,
    log: createLog(environment.LOG_LEVEL ?? 'silent'),
  });
  const { port } = service.app.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    clock,
    parts: service.parts,
    async close() {
      await service.close();
      await database.drop();
    },
  };
}
