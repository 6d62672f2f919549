import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { composeMail } from '../../src/mail/compose-mail.js';
import { Mail } from '../../src/mail/mail.entity.js';
import { demoTransport, type MailTransport, smtpTransport } from '../../src/mail/mail-transport.js';
import { DeliveryState } from '../../src/outbox/outbox-item.entity.js';
import { startSmtp, type TestSmtp } from '../support/smtp.js';
import { content, SENDER } from './mails.js';

const ID = '019c0000-0000-7000-8000-000000000001';

const mail = (changes: Partial<Mail> = {}): Mail =>
  Object.assign(new Mail(), {
    id: ID,
    kind: 'message-to-citizen',
    name: 'Anna Bianchi',
    address: 'anna@example.org',
    locale: 'it',
    ...composeMail(content()),
    state: DeliveryState.QUEUED,
    attempts: 0,
    createdAt: new Date('2026-03-02T09:00:00.000Z'),
    ...changes,
  });

describe('handing a mail to the mail server', () => {
  let smtp: TestSmtp;
  let transport: MailTransport;
  const send = (changes: Partial<Mail> = {}) => transport.send(mail(changes), new AbortController().signal);

  before(async () => {
    smtp = await startSmtp();
    transport = smtpTransport(smtp.url, SENDER);
  });
  beforeEach(() => smtp.clear());
  after(async () => {
    transport.close();
    await smtp.stop();
  });

  it('sends HTML with its plain-text twin, from the municipality to one person', async () => {
    await send();
    const [received] = await smtp.received(1);
    expect(received?.from?.text).to.equal('"Comune di Bugliano" <no-reply@bugliano.example>');
    expect(received?.headers.get('to')).to.have.property('text', '"Anna Bianchi" <anna@example.org>');
    expect(received?.subject).to.equal('Pratica 2026/0000123: nuovo messaggio');
    expect(received?.text).to.include('c’è un nuovo messaggio').and.include('/practices/1?reply=2');
    expect(received?.html).to.include('c’è un nuovo messaggio').and.include('<table');
  });

  it('is known as automatic, has a Message-ID of its own and the date of what it tells, and no other headers', async () => {
    await send();
    await send({ attempts: 1 });
    const [first, second] = await smtp.received(2);
    expect(first?.id).to.equal(`<${ID}@bugliano.example>`).and.equal(second?.id);
    expect(first?.date).to.deep.equal(new Date('2026-03-02T09:00:00.000Z'));
    expect(first?.headers.get('auto-submitted')).to.equal('auto-generated');
    expect([...(first?.headers.keys() ?? [])].sort()).to.deep.equal([
      'auto-submitted',
      'content-language',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ]);
  });

  it('takes the name that the setting gives the sender', async () => {
    const named = { ...SENDER, mailFrom: { ...SENDER.mailFrom, name: 'Ufficio tributi, "Bugliano"' } };
    const other = smtpTransport(smtp.url, named);
    await other.send(mail(), new AbortController().signal);
    other.close();
    const [received] = await smtp.received(1);
    expect(received?.from?.value).to.deep.equal([
      { name: 'Ufficio tributi, "Bugliano"', address: 'no-reply@bugliano.example' },
    ]);
  });

  it('sends an answer to where it is read, when the setting says where that is', async () => {
    const answered = smtpTransport(smtp.url, { ...SENDER, supportEmail: 'urp@bugliano.example' });
    await answered.send(mail(), new AbortController().signal);
    answered.close();
    const [received] = await smtp.received(1);
    expect(received?.replyTo?.text).to.equal('"Comune di Bugliano" <urp@bugliano.example>');
  });

  it('lets no name and no subject add a recipient or a header', async () => {
    const name = 'Anna" <altra@example.org>,\r\nBcc: terza@example.org';
    await send({ name, subject: 'Ciao\r\nBcc: terza@example.org\r\n\r\nTesto' });
    const [received] = await smtp.received(1);
    expect(received?.envelope.to).to.deep.equal(['anna@example.org']);
    expect(received?.headers.has('bcc')).to.equal(false);
    expect(received?.headers.get('to')).to.have.property('value').with.length(1);
    expect(received?.subject).to.equal('Ciao Bcc: terza@example.org Testo');
  });

  it('hands over nothing that is not one address', async () => {
    for (const address of [
      'a@example.org,b@example.org',
      'a@example.org\r\nRCPT TO:<b@example.org>',
      '<a@example.org>',
      null,
    ]) {
      const error = await send({ address }).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('code', 'EENVELOPE');
    }
    expect(smtp.recipients).to.be.empty;
  });

  it('ends a try when it is told to', async () => {
    smtp.behaviour = { onRcpt: () => 'hang' };
    const stop = new AbortController();
    const sending = transport.send(mail(), stop.signal).catch((error: unknown) => error);
    await smtp.tried(1);
    stop.abort();
    expect(await sending).to.have.property('code', 'EABORT');
  });

  it('hands over all but the end of a mail at once, and the end when its turn has come', async () => {
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    let go = (): void => undefined;
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const sending = transport.send(mail(), new AbortController().signal, () => {
      begin();
      return gone;
    });
    await begun;
    await delay(50);
    expect(smtp.recipients).to.have.length(1);
    expect(smtp.mails).to.be.empty;
    go();
    await sending;
    expect(smtp.mails).to.have.length(1);
    expect(smtp.mails[0]?.text).to.include('/practices/1?reply=2');
  });

  it('hands nothing to anybody in the demo', async () => {
    await demoTransport(SENDER).send(mail(), new AbortController().signal);
    expect(smtp.recipients).to.be.empty;
  });
});
