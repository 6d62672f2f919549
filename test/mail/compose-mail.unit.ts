import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { compileLayout } from '../../src/mail/compile-layout.js';
import { composeMail } from '../../src/mail/compose-mail.js';
import { content } from './mails.js';

describe('composing a mail', () => {
  it('says the same in HTML and in plain text', () => {
    const { subject, text, html } = composeMail(content());
    expect(subject).to.equal('Pratica 2026/0000123: nuovo messaggio');
    expect(text).to.equal(
      [
        'COMUNE DI BUGLIANO',
        'Gentile Anna Bianchi,',
        'c’è un nuovo messaggio sulla Sua pratica.',
        '    Buongiorno,\n    manca la marca da bollo.',
        'Visualizza:\nhttps://stanza.bugliano.example/practices/1',
        'Rispondi:\nhttps://stanza.bugliano.example/practices/1?reply=2',
        `${'—'.repeat(20)}\nQuesto messaggio è stato inviato automaticamente da una casella che non viene letta. Per ` +
          'consultare la pratica o rispondere utilizzi il link qui sopra: Le sarà chiesto di accedere.\n',
      ].join('\n\n'),
    );
    for (const words of ['Comune di Bugliano', 'Gentile Anna Bianchi,', 'manca la marca da bollo.', 'Rispondi']) {
      expect(html).to.include(words);
    }
    expect(html)
      .to.include('Buongiorno,<br>manca')
      .and.include('href="https://stanza.bugliano.example/practices/1?reply=2"');
    expect(html)
      .to.include('lang="it"')
      .and.not.match(/\{\{|<!--cut/);
  });

  it('speaks English to who reads English', () => {
    const { text, html } = composeMail(content({ locale: 'en' }));
    expect(text).to.include('from a mailbox that is not read. To read the practice or to answer, please use the link');
    expect(html).to.include('lang="en"').and.include('mailbox that is not read');
  });

  it('leaves out what there is not, and does not speak of a link that is not there', () => {
    const { text, html } = composeMail(content({ greeting: undefined, quote: undefined, buttons: [] }));
    expect(text).to.not.include('Gentile').and.not.include('link');
    expect(html).to.not.include('href=').and.not.include('border-left').and.not.include('Gentile');
  });

  it('escapes everything that somebody wrote', () => {
    const nasty = `<img src=x onerror="alert('1')"> & {{closing}} $& $1`;
    const { html, text } = composeMail(
      content({ municipality: nasty, subject: nasty, greeting: nasty, paragraphs: [nasty], quote: nasty }),
    );
    expect(html).to.not.include('<img');
    expect(
      html.split('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; {{closing}} $&amp; $1'),
    ).to.have.length(8);
    expect(text).to.include(`    ${nasty}`);
  });

  it('keeps subjects and names on one line, and controls out of all of it', () => {
    const subject = 'Pratica\r\nBcc: altri@example.org\u2028\u202eoiggassem\u0000';
    const mail = composeMail(content({ subject, quote: '\u0000a\u001bb\r\nc\rd\u2028e\n\n' }));
    expect(mail.subject).to.equal('Pratica Bcc: altri@example.org oiggassem');
    expect(mail.text).to.include('    ab\n    c\n    d\n    e\n\nVisualizza');
    expect(mail.html).to.include('ab<br>c<br>d<br>e</div>');
  });

  it('shortens a subject that is too long, never in the middle of a character', () => {
    const { subject } = composeMail(content({ subject: `${'a'.repeat(253)}😀😀` }));
    expect(subject).to.equal(`${'a'.repeat(253)}…`);
  });

  it('makes links to the web only', () => {
    for (const url of ['javascript:alert(1)', 'https://x.example/"onclick="', 'data:text/html,x', '']) {
      expect(() => composeMail(content({ buttons: [{ label: 'Visualizza', url }] }))).to.throw('address of the web');
    }
  });

  it('costs next to nothing, as it runs inside transactions', () => {
    const long = content({ quote: 'Parola & <parola>\n'.repeat(550) });
    composeMail(long);
    const { user, system } = process.cpuUsage();
    for (let i = 0; i < 100; i += 1) composeMail(long);
    const spent = process.cpuUsage({ user, system });
    expect((spent.user + spent.system) / 100 / 1_000, 'milliseconds of CPU').to.be.below(10);
  });

  it('uses the layout as it is in layout.mjml', async () => {
    const current = await readFile(new URL('../../../src/mail/layout.html.ts', import.meta.url), 'utf8');
    expect(current, 'run node dist/src/mail/emit-layout.js').to.equal(await compileLayout());
  }).timeout(20_000);
});
