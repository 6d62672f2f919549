import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An event as it came over the wire. */
export interface ReceivedEvent {
  headers: IncomingHttpHeaders;
  /** The body, byte for byte. */
  body: string;
  id: string;
  type: string;
  occurredAt: string;
  data: Record<string, string | null>;
}

/** What the receiver answers: a status, with a place to go to for a redirect; silence; or an end of the line. */
export type WebhookReply = { status: number; location?: string } | 'hang' | 'cut';

/** Another system on loopback that is told what happens, and keeps all that it is told. */
export interface WebhookReceiver {
  url: string;
  /** Every event that came, accepted or not, in order. */
  events: ReceivedEvent[];
  /** How it answers; 204 when nothing is set. */
  reply: (event: ReceivedEvent) => WebhookReply;
  /** What it has been told of a practice. */
  of(practiceId: string): ReceivedEvent[];
  /** Ends every line that is open. */
  cut(): void;
  stop(): Promise<void>;
}

/** Accepts everything. */
export const accept = (): WebhookReply => ({ status: 204 });

/** Starts a receiver on a free port of loopback. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const event = { headers: request.headers, body, ...JSON.parse(body) } as ReceivedEvent;
    receiver.events.push(event);
    const reply = receiver.reply(event);
    if (reply === 'hang') return;
    if (reply === 'cut') request.socket.destroy();
    else response.writeHead(reply.status, reply.location ? { location: reply.location } : {}).end('{"said":"enough"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stanza`,
    events: [],
    reply: accept,
    of: (practiceId) => receiver.events.filter(({ data }) => data.practiceId === practiceId),
    cut: () => server.closeAllConnections(),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return receiver;
}
