import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { startIssuer } from '../../src/demo/issuer.js';

const AUDIENCE = 'stanza-bench';
const SECRET = 'a secret of the benchmark that is long enough';

/** What stands around the servers: an identity provider, and a mail server that never says anything. */
export async function startInstallation(databaseUrl: string) {
  const issuer = await startIssuer({ audience: AUDIENCE, clock: () => new Date() });
  const mailServer = await startSilentMailServer();
  const environment: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    SECRET,
    MUNICIPALITY: 'Comune di Prova',
    PUBLIC_URL: 'https://pratiche.prova.example',
    MAIL_FROM: 'Comune di Prova <no-reply@prova.example>',
    SMTP_URL: mailServer.url,
    OIDC_ISSUER: issuer.url,
    OIDC_AUDIENCE: AUDIENCE,
  };
  return {
    issuer,
    secret: SECRET,
    environment,
    async close() {
      await issuer.close();
      await mailServer.close();
    },
  };
}

/**
 * Takes connections and greets nobody. Every server queues a mail with each message; Stanza's process also delivers them,
 * which no other does: here its four hands wait for a greeting, so that queueing is measured and delivering is not.
 */
async function startSilentMailServer() {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port is free');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
