import type { RunningService } from './start.js';

/** How long a balancer gets to notice that nothing more should be sent here, in milliseconds. */
const NOTICE = 500;

/** After this long requests that are still in flight are cut off, in milliseconds. */
const PATIENCE = 6_500;

/** After this long the process ends whatever still holds it: whoever asked it to stop kills it after 10 seconds. */
const LAST_MOMENT = 9_500;

/** Ends the process gracefully on SIGTERM or SIGINT, with exit code 0. A second signal ends it at once. */
export function stopOnSignal(service: RunningService): void {
  const { app, parts } = service;
  const stop = async (signal: string) => {
    process.once(signal, () => process.exit(1));
    setTimeout(() => process.exit(0), LAST_MOMENT).unref();
    app.stopBeingReady();
    parts.log.info({ signal }, 'stopping');
    await new Promise((resolve) => setTimeout(resolve, NOTICE));
    setTimeout(() => app.server.closeAllConnections(), PATIENCE).unref();
    await service.close();
    parts.log.info('stopped');
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
