import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage, Server } from 'node:http';

/**
 * Tells what happens for the requests of a service from what happens beside them: workers look for what is due, memories are
 * refreshed, and none of it is anybody's request.
 */
export class OfRequests<Thing> {
  private readonly storage = new AsyncLocalStorage<Thing[]>();

  /** Keeps a thing, if it happens for a request of what `during` was given; tells whether it does. */
  keep(thing: Thing): boolean {
    return Boolean(this.storage.getStore()?.push(thing));
  }

  /** Does something that asks a service, and answers what was kept for its requests. */
  async during<Result>(server: Server, work: () => Promise<Result>): Promise<{ result: Result; kept: Thing[] }> {
    const kept: Thing[] = [];
    const emit = server.emit;
    server.emit = (event: string, ...args: unknown[]) => {
      const go = () => Reflect.apply(emit, server, [event, ...args]);
      return event === 'request' ? this.storage.run(kept, () => stay(args[0] as IncomingMessage) && go()) : go();
    };
    try {
      return { result: await work(), kept };
    } finally {
      server.emit = emit;
      // Once a storage is in use every promise of the process is dearer.
      this.storage.disable();
    }
  }
}

/** Has all that a request tells, the end of its body above all, be told where its beginning was. */
function stay(request: IncomingMessage): true {
  const here = AsyncLocalStorage.snapshot();
  const emit = request.emit;
  request.emit = (...args: Parameters<typeof emit>) => here(() => emit.apply(request, args));
  return true;
}
