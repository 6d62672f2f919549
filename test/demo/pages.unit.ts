import { expect } from 'chai';
import Fastify, { type FastifyInstance } from 'fastify';
import type { DemoMail, DemoPagesDeps } from '../../src/demo/pages/deps.js';
import { html } from '../../src/demo/pages/html.js';
import { registerDemoPages } from '../../src/demo/pages/pages.js';
import { people } from '../../src/demo/people.js';

const buildMail = (mail: Partial<DemoMail> = {}): DemoMail => ({
  id: 'a-mail',
  to: 'giulia.ferri@posta.example',
  toName: 'Giulia Ferri',
  subject: 'Nuovo messaggio',
  html: '<html><body><p>Gentile Sig.ra Ferri</p></body></html>',
  text: 'Gentile Sig.ra Ferri',
  state: 'SENT',
  createdAt: new Date('2026-05-04T10:00:00.000Z'),
  practiceId: 'a-practice',
  ...mail,
});

describe('the pages of the demo', () => {
  let app: FastifyInstance;
  let origin: string;

  async function start(deps: Partial<DemoPagesDeps> = {}): Promise<void> {
    app = Fastify();
    registerDemoPages(app, {
      municipality: 'Comune di Bugliano',
      people: () => people,
      signIn: async (key) => ({ token: `token of ${key}`, expiresAt: '2026-05-04T11:00:00.000Z' }),
      mails: async () => [],
      practice: async () => null,
      ...deps,
    });
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  }

  async function read(path: string): Promise<{ status: number; text: string; policy: string }> {
    const response = await fetch(`${origin}${path}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    return { status: response.status, text: await response.text(), policy };
  }

  const signIn = (body: string) =>
    fetch(`${origin}/demo/sign-in`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  afterEach(() => app?.close());

  it('shows everybody, with a way to become them, and asks no other server for anything', async () => {
    await start();
    const { status, text, policy } = await read('/demo');
    expect(status).to.equal(200);
    for (const { key, familyName } of people)
      expect(text).to.contain(familyName).and.to.contain(`href="/playground?person=${key}"`);
    expect(text)
      .to.contain('<html lang="it">')
      .and.not.to.match(/https?:\/\/|<script/);
    expect(policy)
      .to.contain("default-src 'none'")
      .and.not.to.match(/script-src|unsafe|https?:/);
  });

  it('lists the people for scripts, without what is nobody else’s business', async () => {
    await start();
    const answer = JSON.parse((await read('/demo/identities')).text);
    expect(answer.people.map(({ key }: { key: string }) => key)).to.deep.equal(people.map(({ key }) => key));
    expect(JSON.stringify(answer)).not.to.contain('FRRGLI');
  });

  it('signs in whom it knows', async () => {
    await start();
    const response = await signIn('{"key":"giulia.ferri"}');
    expect(response.status).to.equal(200);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(await response.json()).to.deep.equal({
      token: 'token of giulia.ferri',
      expiresAt: '2026-05-04T11:00:00.000Z',
      person: {
        key: 'giulia.ferri',
        role: 'CITIZEN',
        displayName: 'Giulia Ferri',
        email: 'giulia.ferri@posta.example',
      },
    });
  });

  it('signs in nobody else', async () => {
    const asked: string[] = [];
    await start({
      signIn: async (key) => {
        asked.push(key);
        return null;
      },
    });
    for (const [body, status] of [
      ['{"key":"nobody.known"}', 404],
      ['{"key":["giulia.ferri"]}', 400],
      ['{}', 400],
      ['null', 400],
    ] as const) {
      const response = await signIn(body);
      expect(response.status, body).to.equal(status);
      expect(await response.json(), body).to.have.all.keys('error');
    }
    expect(asked).to.deep.equal([]);
  });

  it('lists the mails newest first, by recipient, 25 on a page', async () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      buildMail({
        id: `mail-${index}`,
        subject: `Oggetto ${index}.`,
        createdAt: new Date(Date.UTC(2026, 4, 4, 0, index)),
      }),
    );
    await start({
      mails: async () => [...many, buildMail({ id: 'other', to: 'marco@bugliano.example', subject: 'Altro' })],
    });
    const { text } = await read('/demo/mailbox?to=giulia.ferri%40posta.example');
    expect(text.indexOf('Oggetto 29.')).to.be.greaterThan(0).and.lessThan(text.indexOf('Oggetto 28.'));
    expect(text).not.to.contain('Oggetto 4.').and.not.to.contain('>Altro<');
    const older = (await read('/demo/mailbox?to=giulia.ferri%40posta.example&page=2')).text;
    expect(older).to.contain('Oggetto 4.').and.to.contain('Più recenti').and.not.to.contain('Meno recenti');
    for (const page of ['0', '-1', 'x', '99999'])
      expect((await read(`/demo/mailbox?page=${page}`)).status).to.equal(200);
  });

  it('escapes whatever a mail carries', async () => {
    const evil = '"><script>alert(1)</script>';
    await start({ mails: async () => [buildMail({ id: evil, subject: evil, toName: evil, to: evil, text: evil })] });
    for (const path of [
      '/demo/mailbox',
      `/demo/mailbox?to=${encodeURIComponent(evil)}`,
      `/demo/mailbox/${encodeURIComponent(evil)}`,
    ]) {
      const { status, text } = await read(path);
      expect(status, path).to.equal(200);
      expect(text, path).to.contain('&lt;script&gt;').and.not.to.contain('<script');
    }
  });

  it('shows a mail as it is, in a frame where nothing runs and links take the whole window', async () => {
    await start({ mails: async () => [buildMail({ html: '<p>Ciao</p><script>alert(1)</script>' })] });
    const around = await read('/demo/mailbox/a-mail');
    expect(around.text).to.match(
      /<iframe [^>]*src="\/demo\/mailbox\/a-mail\/html" sandbox="allow-popups allow-top-navigation-by-user-activation"/,
    );
    expect(around.text).to.contain('Gentile Sig.ra Ferri').and.to.contain('href="/practices/a-practice"');
    const { text, policy } = await read('/demo/mailbox/a-mail/html');
    expect(text).to.contain('<base target="_top">').and.to.contain('<p>Ciao</p>');
    expect(policy)
      .to.contain("default-src 'none'")
      .and.to.match(/sandbox (?!.*allow-scripts)/);
  });

  it('leads from the link of a mail to the playground, as the applicant or the operator', async () => {
    const practice = { id: 'a-practice', protocolNumber: '2026/0000123', serviceName: 'Rimborso <IMU>' };
    await start({
      practice: async (id) =>
        id === 'a-practice' ? { ...practice, applicantKey: 'giulia.ferri', operatorKey: 'marco.galli' } : null,
    });
    const view = (await read('/practices/a-practice')).text;
    expect(view).to.contain('Rimborso &lt;IMU&gt;').and.to.contain('2026/0000123');
    expect(view).to.contain('/playground?person=giulia.ferri&amp;tab=practice&amp;practiceId=a-practice"');
    const reply = (await read('/practices/a-practice?reply=a-message')).text;
    expect(reply).to.contain(
      'person=giulia.ferri&amp;tab=prepare-reply&amp;practiceId=a-practice&amp;messageId=a-message',
    );
    expect(reply).to.contain('person=marco.galli&amp;tab=prepare-message');
  });

  it('answers what is not there with a page that says so', async () => {
    await start();
    for (const path of ['/practices/unknown', '/demo/mailbox/unknown', '/demo/mailbox/unknown/html']) {
      const { status, text } = await read(path);
      expect(status, path).to.equal(404);
      expect(text, path).to.contain('Non c’è nulla qui');
    }
  });
});

describe('html', () => {
  it('escapes text, keeps HTML, joins lists and leaves out what is not there', () => {
    const item = (text: string) => html`<li>${text}</li>`;
    expect(html`<ul title="${`"'`}">${['<', '&'].map(item)}${null}${undefined}${false}${0}</ul>`.text).to.equal(
      '<ul title="&quot;&#39;"><li>&lt;</li><li>&amp;</li>0</ul>',
    );
  });
});
