import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The network between the service and a server, which a test can break. */
export interface NetworkProxy {
  /** The address of the server, by way of the proxy. */
  url: string;
  /** Nothing comes through any more, and nobody is told: neither on old connections nor on new ones. */
  silence(): void;
  /** Ends every connection, and refuses new ones. */
  cut(): void;
  /** New connections work again. Those that were silenced stay so. */
  mend(): void;
  close(): Promise<void>;
}

/** Starts a proxy before the server of a URL. */
export async function startProxy(serverUrl: string): Promise<NetworkProxy> {
  const address = new URL(serverUrl);
  const target = { host: address.hostname, port: Number(address.port || 3306) };
  const sockets = new Set<Socket>();
  const silenced = new WeakSet<Socket>();
  let state: 'working' | 'silent' | 'cut' = 'working';

  const forward = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (bytes) => {
      if (!silenced.has(from)) to.write(bytes);
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    if (state === 'cut') client.destroy();
    else {
      const upstream = connect(target);
      forward(client, upstream);
      forward(upstream, client);
      if (state === 'silent') for (const socket of [client, upstream]) silenced.add(socket);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address.hostname = '127.0.0.1';
  address.port = String((server.address() as AddressInfo).port);

  return {
    url: address.href,
    silence() {
      state = 'silent';
      for (const socket of sockets) silenced.add(socket);
    },
    cut() {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      state = 'working';
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
