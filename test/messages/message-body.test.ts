import { expect } from 'chai';
import { print } from 'graphql';
import { AddNoteDocument, PracticeDocument, PrepareMessageDocument } from '../generated/operations.js';
import { as } from '../support/as.js';
import { type BuiltPractice, buildPractice, confirm } from '../support/build.js';
import { lastMailTo } from '../support/mails.js';
import { countRows } from '../support/stored.js';

const REFUSED: [string, string][] = [
  ['nothing', ''],
  ['spaces and line breaks', ' \t\r\n\u00a0\u2003\u3000\u2028\u2029\u1680'],
  ['zero-width characters', '\u200b\u200c\u200d\u2060\u180e\u00ad\u034f'],
  ['a byte order mark', '\ufeff'],
  ['marks of direction', '\u200e\u200f\u202e\u2066\u2069\u061c'],
  ['Hangul fillers', '\u3164\uffa0\u115f\u1160'],
  ['a blank Braille pattern', '\u2800'],
  ['variation selectors', '\ufe0f\ufe0e\u{e0100}'],
  ['tags', '\u{e0001}\u{e0020}\u{e007f}'],
  ['inherent vowels of Khmer', '\u17b4\u17b5'],
  ['10,001 characters', 'a'.repeat(10_001)],
  ['10,001 characters outside of the first plane', '😀'.repeat(10_001)],
  ['more white space than anybody writes', `a${' '.repeat(25_000)}`],
  ['much more than anybody reads', 'a'.repeat(500_000)],
  ['a null character', 'a\u0000b'],
  ['an escape character', 'a\u001b[31mb'],
  ['a vertical tab and a form feed', 'a\u000b\u000cb'],
  ['a delete character', 'a\u007fb'],
  ['a control character of Latin-1', 'a\u0085b'],
  ['control characters alone', '\u0000\u0007'],
  ['half a character', 'a\ud83db'],
  ['the other half of a character', 'a\udc00'],
  ['nothing but half a character', '\ud800'],
];

const KEPT: [string, string][] = [
  ['one character', 'a'],
  ['one character outside of the first plane', '😀'],
  ['10,000 characters', 'à'.repeat(10_000)],
  ['10,000 characters outside of the first plane', '𝕬'.repeat(10_000)],
  ['10,000 characters between spaces', ` \n${'a'.repeat(10_000)}\n\u200b `],
  ['space before and after', '  Buongiorno.\n\n'],
  ['tabs and line breaks of every kind', 'uno\r\ndue\ntre\rquattro\t\u2028cinque'],
  ['HTML', '<b>Attenzione</b> &amp; <script>alert("x")</script> <img src=x onerror=alert(1)>'],
  ['what looks like a place of the layout', '{{municipality}} {{url}} $& $1'],
  ['a family joined by invisible characters', '👩‍👩‍👧‍👦 ❤️'],
  ['right-to-left text', 'שלום עולם مرحبا'],
  ['what looks like SQL', "'; DROP TABLE messages; --"],
  ['a dot on a line of its own', 'Prima\n.\n..\nDopo'],
  ['a line that begins like a mail', 'From me\nSubject: altro\n\nBcc: x@y.example'],
];

describe('R15 a message has something to read', () => {
  let practice: BuiltPractice;
  before(async () => {
    practice = await buildPractice();
  });

  for (const [what, body] of REFUSED) {
    it(`refuses ${what}, in a message and in a note`, async () => {
      const { id: practiceId, operator, applicant } = practice;
      const before = await countRows();
      for (const [person, door] of [
        [operator, AddNoteDocument],
        [operator, PrepareMessageDocument],
        [applicant, PrepareMessageDocument],
      ] as const) {
        const { code, details } = await as(person).refused(print(door), { input: { practiceId, body } });
        expect(code).to.equal('BAD_USER_INPUT');
        expect(details.violations.map(({ path }: { path: string }) => path)).to.deep.equal(['input.body']);
      }
      expect(await countRows()).to.deep.equal(before);
    });
  }

  for (const [what, body] of KEPT) {
    it(`keeps ${what} as written`, async () => {
      const { id: practiceId, operator } = practice;
      const { addNote } = await as(operator).ask(AddNoteDocument, { input: { practiceId, body } });
      expect(addNote.message.body).to.equal(body);
      const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, { input: { practiceId, body } });
      expect(prepareMessage.draft.body).to.equal(body);
    });
  }

  it('sends what it kept, to readers and in the mail, which escapes it where it is HTML', async () => {
    for (const [what, body] of KEPT) {
      // One applicant each: an address gets so many mails within an hour.
      const {
        id: practiceId,
        operator,
        applicant,
      } = await buildPractice({
        service: practice.service,
        operator: practice.operator,
      });
      const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, { input: { practiceId, body } });
      await confirm(operator, prepareMessage.draft.confirmationToken);
      const { practice: seen } = await as(applicant).ask(PracticeDocument, { id: practiceId });
      expect(seen?.messages.nodes[0]?.body, what).to.equal(body);

      const mail = await lastMailTo(applicant);
      expect(mail.text, what).to.equal(prepareMessage.draft.emailPreview);
      expect(mail.subject, what).to.equal(prepareMessage.draft.emailSubject);
      expect(mail.html, what).not.to.match(/<script|<b>|<img src=x/);
      expect(mail.headers.get('bcc'), what).to.equal(undefined);
      const visible = body.split(/[\r\n\u2028\u2029]+/).map((line) => line.trim());
      for (const line of visible) expect(mail.text, what).to.include(line);
    }
  });

  it('escapes HTML in the mail’s HTML and keeps it in its text', async () => {
    const body = '<script>alert("x & y")</script>\n\'fine\'';
    const { id, operator, applicant } = await buildPractice();
    const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, { input: { practiceId: id, body } });
    await confirm(operator, prepareMessage.draft.confirmationToken);
    const { html, text } = await lastMailTo(applicant);
    expect(html).to.include('&lt;script&gt;alert(&quot;x &amp; y&quot;)&lt;/script&gt;<br>&#39;fine&#39;');
    expect(text).to.include('<script>alert("x & y")</script>');
  });

  it('brings what is written in parts to NFC, and counts after it', async () => {
    const { id: practiceId, operator } = practice;
    const decomposed = 'Perche\u0301 no? A\u030angstro\u0308m';
    const { prepareMessage } = await as(operator).ask(PrepareMessageDocument, {
      input: { practiceId, body: decomposed },
    });
    expect(prepareMessage.draft.body).to.equal('Perché no? Ångström');
    const long = await as(operator).ask(AddNoteDocument, { input: { practiceId, body: 'e\u0301'.repeat(10_000) } });
    expect(long.addNote.message.body).to.equal('é'.repeat(10_000));
  });

  it('names the value and what it takes, in the language of the request', async () => {
    const { id: practiceId, operator } = practice;
    for (const [language, words] of [
      ['it', /da 1 a 10\.000 caratteri/],
      ['en', /1 to 10,000 characters/],
    ] as [string, RegExp][]) {
      const { message, details } = await as(operator, { 'accept-language': language }).refused(AddNoteDocument, {
        input: { practiceId, body: '' },
      });
      expect(message).to.match(words);
      expect(details.violations[0].message).to.match(words);
    }
  });
});
