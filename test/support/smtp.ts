import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';

/** A mail that the server accepted, as it came over the wire. */
export interface ReceivedMail extends ParsedMail {
  envelope: { from: string; to: string[] };
  raw: string;
  /** As what the client introduced itself. */
  client: string;
  /** The value of Message-ID, the same over all tries of one mail. */
  id: string;
}

/** What the server does instead of accepting: an answer such as `451 4.7.1 Later`, silence, or an end of the line. */
export type SmtpAnswer = string | 'hang' | 'cut' | undefined;

/** An answer, at once or when the server gets to it. */
type Answering = SmtpAnswer | Promise<SmtpAnswer>;

/** How the server behaves; what is left out accepts. Can be changed while it runs. */
export interface SmtpBehaviour {
  onConnect?: () => Answering;
  onRcpt?: (address: string) => Answering;
  /** Asked when the whole mail has come. A mail that is not accepted is not among `mails`, but in `refused`. */
  onData?: (mail: ReceivedMail) => Answering;
}

/** A real SMTP server on loopback that keeps what it gets. */
export interface TestSmtp {
  url: string;
  /** Every mail that it accepted, in order. */
  mails: ReceivedMail[];
  /** Every mail that came whole and was not accepted. */
  refused: ReceivedMail[];
  /** Recipients named so far, accepted or not: one for each try that came so far. */
  recipients: string[];
  behaviour: SmtpBehaviour;
  /** Settles with all accepted mails when there are at least so many. */
  received(count: number): Promise<ReceivedMail[]>;
  /** Settles when a recipient is named, so a try has begun: at once when that was so often before. */
  tried(count: number): Promise<void>;
  clear(): void;
  /** Cuts every line that is open. */
  cut(): void;
  stop(): Promise<void>;
}

/** Starts a server on a free port of loopback. */
export async function startSmtp(behaviour: SmtpBehaviour = {}): Promise<TestSmtp> {
  const sockets = new Map<number, Socket>();
  const watchers = new Set<() => void>();
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  const until = (reached: () => boolean) =>
    new Promise<void>((resolve) => {
      const watcher = () => {
        if (!reached()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  const answer = (what: SmtpAnswer, { remotePort }: SMTPServerSession, done: (error?: Error | null) => void) => {
    if (what === 'hang') return;
    if (what === 'cut') sockets.get(remotePort)?.destroy();
    else done(what === undefined ? null : refusal(what));
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 50,
    logger: false,
    onConnect: async (session, done) => answer(await smtp.behaviour.onConnect?.(), session, done),
    onRcptTo: async ({ address }, session, done) => {
      smtp.recipients.push(address);
      changed();
      answer(await smtp.behaviour.onRcpt?.(address), session, done);
    },
    onData: async (stream, session, done) => {
      const data = await whole(stream);
      // The client went away in the middle of it: there is nobody to answer, and no mail.
      if (data === null) return;
      const mail = await parse(data, session);
      const what = await smtp.behaviour.onData?.(mail);
      (what === undefined ? smtp.mails : smtp.refused).push(mail);
      answer(what, session, done);
      changed();
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket) => {
    const port = socket.remotePort ?? 0;
    sockets.set(port, socket);
    socket.on('close', () => sockets.delete(port));
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');

  const smtp: TestSmtp = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: [],
    refused: [],
    recipients: [],
    behaviour,
    received: async (count) => {
      await until(() => smtp.mails.length >= count);
      return smtp.mails;
    },
    tried: (count) => until(() => smtp.recipients.length >= count),
    clear: () => {
      for (const list of [smtp.mails, smtp.refused, smtp.recipients]) list.length = 0;
      smtp.behaviour = {};
    },
    cut: () => {
      for (const socket of sockets.values()) socket.destroy();
    },
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      smtp.cut();
      await closed;
    },
  };
  return smtp;
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}

async function parse(raw: Buffer, { envelope, hostNameAppearsAs }: SMTPServerSession): Promise<ReceivedMail> {
  const parsed = await simpleParser(raw);
  return {
    ...parsed,
    envelope: {
      from: envelope.mailFrom ? envelope.mailFrom.address : '',
      to: envelope.rcptTo.map(({ address }) => address),
    },
    raw: raw.toString(),
    client: String(hostNameAppearsAs),
    id: parsed.messageId ?? '',
  };
}

function refusal(text: string): Error {
  const [code = '', ...words] = text.split(' ');
  return Object.assign(new Error(words.join(' ')), { responseCode: Number(code) });
}
