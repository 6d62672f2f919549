import type { RunningService } from './start.js';

/** How long a balancer gets to notice that nothing more should be sent here, in milliseconds. */
const NOTICE = 500;

/** After this long what is still in flight is cut off, in milliseconds: the whole has to end within 10 seconds. */
const PATIENCE = 8_000;

/** Ends the process gracefully on SIGTERM or SIGINT, with exit code 0. A second signal ends it at once. */
export function stopOnSignal(service: RunningService): void {
  const { app, parts } = service;
  const stop = async (signal: string) => {
    process.once(signal, () => process.exit(1));
    parts.log.info({ signal }, 'stopping');
    app.stopBeingReady();
    await new Promise((resolve) => setTimeout(resolve, NOTICE));
    setTimeout(() => app.server.closeAllConnections(), PATIENCE).unref();
    await service.close();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}
