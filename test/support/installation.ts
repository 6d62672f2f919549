import { type App, standIn, startAnotherApp, stopAnotherApp, within } from './app.js';
import { scratchDatabase } from './scratch-database.js';

/** An installation that a describe has for itself. */
export interface OwnInstallation {
  /** The body of a test that is done there. */
  here(work: () => Promise<void>): () => Promise<void>;
  /** Another process of the same installation, so to speak: it shares its database and its clock. */
  beside(): App;
}

/** Gives a describe an installation of two processes, with a database of its own in which nobody else's services open or close. */
export function withOwnInstallation(): OwnInstallation {
  let drop: () => Promise<void>;
  let first: App;
  let second: App;
  before(async () => {
    const database = await scratchDatabase();
    drop = database.drop;
    first = await startAnotherApp(database.url);
    second = await startAnotherApp(database.url);
  });
  after(async () => {
    await stopAnotherApp(first);
    await stopAnotherApp(second);
    await drop();
  });
  return { here: (work) => () => within(first, work), beside: () => second };
}

/** Has the tests of a describe ask an installation that tells another system what happens. */
export function withWebhooks(): void {
  let end: () => Promise<void>;
  before(async () => {
    const { url, drop } = await scratchDatabase();
    const installation = await startAnotherApp(url, { hasWebhooks: true });
    const leave = standIn(installation);
    end = async () => {
      leave();
      await stopAnotherApp(installation);
      await drop();
    };
  });
  after(() => end());
}
