import { Transform } from 'node:stream';
import { createTransport } from 'nodemailer';
import { PARALLEL_SENDS } from '../outbox/channel.js';
import type { Settings } from '../settings.js';
import { Mail } from './mail.entity.js';
import { singleAddress } from './mail-address.js';
import { oneLine } from './mail-text.js';

/** A mail server that is slower than this is silent. Together they stay below the lease of a mail. */
const TIME_OUTS = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 15_000, socketTimeout: 30_000 };

/** Never a file or an address of the network in place of a content, whatever a mail may say. */
const CLOSED = { disableFileAccess: true, disableUrlAccess: true };

type Sender = Pick<Settings, 'mailFrom' | 'municipality' | 'supportEmail'>;
type Transporter = Pick<ReturnType<typeof createTransport>, 'sendMail' | 'close' | 'use'>;

/** Settles when the last byte of a mail may be handed over. */
type Turn = () => Promise<void>;

/** Hands mails to a mail server, one to one person at a time. */
export class MailTransport {
  /** What each send waits for, by its signal: what nodemailer's plugins know of a send besides its content. */
  private readonly turns = new WeakMap<AbortSignal, Turn>();

  constructor(
    private readonly transporter: Transporter,
    private readonly sender: Sender,
  ) {
    transporter.use('stream', ({ data, message }, done) => {
      const turn = data.signal && this.turns.get(data.signal);
      if (turn) message.transform(() => holdingBackTheEnd(turn));
      done();
    });
  }

  /**
   * Settles when the server has accepted the mail; throws nodemailer's error when it has not. All but the end of the mail
   * is handed over at once, the end at `turn`.
   */
  async send(mail: Mail, signal: AbortSignal, turn?: Turn): Promise<void> {
    const { mailFrom, municipality, supportEmail } = this.sender;
    const address = singleAddress(mail.address ?? '');
    if (address === null) throw Object.assign(new Error('Not one address'), { code: 'EENVELOPE' });
    if (turn) this.turns.set(signal, turn);
    await this.transporter.sendMail({
      from: { name: oneLine(mailFrom.name || municipality), address: mailFrom.address },
      to: { name: oneLine(mail.name), address },
      ...(supportEmail !== null && { replyTo: { name: oneLine(municipality), address: supportEmail } }),
      subject: oneLine(mail.subject),
      text: mail.text,
      html: mail.html,
      date: mail.createdAt,
      messageId: `<${mail.id}@${mailFrom.address.split('@').at(-1)}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'Content-Language': mail.locale,
      },
      signal,
      ...CLOSED,
    });
  }

  /** Closes the connections to the mail server. */
  close(): void {
    this.transporter.close();
  }
}

/**
 * The mail server of SMTP_URL: `smtps:` is encrypted from the start, `smtp:` as soon as the server offers it. Options of
 * nodemailer can stand in the URL, such as `?requireTLS=true`; what keeps us safe cannot be changed there.
 */
export function smtpTransport(smtpUrl: string, sender: Sender): MailTransport {
  const transporter = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: PARALLEL_SENDS,
    maxMessages: 100,
    maxRequeues: 1,
    idleTimeout: 20_000,
    ...TIME_OUTS,
    ...CLOSED,
  });
  return new MailTransport(transporter, sender);
}

/** For the demo: makes each mail whole and hands it to nobody. The mailbox of the demo shows what is stored. */
export const demoTransport = (sender: Sender): MailTransport =>
  new MailTransport(createTransport({ jsonTransport: true, ...CLOSED }), sender);

/** Passes a mail on, but for its end, without which no server accepts it. */
const holdingBackTheEnd = (turn: Turn): Transform =>
  new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => void turn().then(() => done(), done),
  });
