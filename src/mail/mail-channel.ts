import type { Channel, OnFailed } from '../outbox/channel.js';
import { withinHourlyLimit } from './hourly-limit.js';
import { Mail } from './mail.entity.js';
import { mailFailure } from './mail-failure.js';
import type { MailTransport } from './mail-transport.js';

/** The way out by mail. */
export const mailChannel = (transport: MailTransport, onFailed?: OnFailed<Mail>): Channel<Mail> => ({
  name: 'mail',
  entity: Mail,
  table: 'mails',
  send: (mail, signal, turn) => transport.send(mail, signal, turn),
  failureOf: mailFailure,
  admit: withinHourlyLimit,
  ...(onFailed && { onFailed }),
  close: () => transport.close(),
});
