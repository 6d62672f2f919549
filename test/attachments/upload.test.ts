import { expect } from 'chai';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import {
  AddNoteDocument,
  PracticeDocument,
  PrepareMessageDocument,
  SendMessageDocument,
} from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { type BuiltPractice, buildPractice, buildStaff } from '../support/build.js';
import { countStatements } from '../support/count-statements.js';
import * as files from '../support/files.js';
import { flipped, PDF, SigningDesk } from '../support/signing.js';
import { accepted, refused, upload } from '../support/upload.js';
import { isKept, kept, spooled } from './stored.js';

const ALLOWED = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/tiff',
  'image/heic',
  'application/pdf',
  'application/pkcs7-mime',
];

describe('R9 files are attached to messages and notes', () => {
  let desk: SigningDesk;
  let practice: BuiltPractice;
  before(async function () {
    this.timeout(60_000);
    desk = new SigningDesk();
    practice = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
  });
  after(() => desk.close());

  const variables = (body = 'In allegato') => ({ input: { practiceId: practice.id, body } });
  const addNote = (name: string, content: Buffer) =>
    upload(practice.operator, AddNoteDocument, variables(), [{ name, content }]);

  it('takes every kind that is allowed, and says what it is', async () => {
    const kinds: [string, Buffer, string][] = [
      ['foto.jpg', files.jpeg(), 'image/jpeg'],
      ['FOTO.JPEG', files.jpeg(), 'image/jpeg'],
      ['schermata.png', files.png(), 'image/png'],
      ['timbro.gif', files.gif(), 'image/gif'],
      ['foto.webp', files.webp(), 'image/webp'],
      ['scansione.tif', files.tiff(), 'image/tiff'],
      ['foto.heic', files.heic(), 'image/heic'],
      ['modulo.pdf', files.pdf(), 'application/pdf'],
      ['modulo.pdf.p7m', desk.sign(PDF, [desk.mario]), 'application/pkcs7-mime'],
    ];
    for (const [name, content, mediaType] of kinds) {
      const { addNote: answer } = accepted(await addNote(name, content));
      const [attachment] = answer.message.attachments;
      expect(attachment, name).to.deep.include({ filename: name, mediaType, size: content.length });
      expect(isKept(attachment?.id ?? ''), name).to.equal(true);
    }
    expect(spooled()).to.be.empty;
  });

  it('tells who signed a P7M, and keeps what is inside', async () => {
    const p7m = desk.sign(PDF, [desk.mario, desk.giulia]);
    const { addNote: answer } = accepted(await addNote('modulo.pdf.p7m', p7m));
    const [attachment] = answer.message.attachments;
    expect(attachment?.signature).to.deep.include({ status: 'UNTRUSTED', contentMediaType: 'application/pdf' });
    expect(attachment?.signature?.signers.map(({ fiscalCode }) => fiscalCode)).to.have.length(2);
    expect(attachment?.signature?.signers[0]?.issuer).to.contain('Prova CA');
    expect(isKept(attachment?.id ?? '', 'content')).to.equal(true);
  });

  it('refuses what is not allowed, says what it found and what is allowed, and keeps nothing of it', async () => {
    const before = kept();
    const kinds: [string, Buffer, string][] = [
      ['programma.exe', files.exe(), 'application/x-msdownload'],
      ['foto.png', files.exe(), 'application/x-msdownload'],
      ['archivio.zip', files.zip(), 'application/zip'],
      ['pagina.html', Buffer.from('<html><script>alert(1)</script>'), 'text/html'],
      ['disegno.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
      ['vuoto.pdf', Buffer.alloc(0), 'application/x-empty'],
      ['senza-coda.pdf', Buffer.from('%PDF-1.7\n<script>'), 'application/pdf'],
      ['solo-testa.png', files.png().subarray(0, 16), 'image/png'],
      ['modulo.pdf', files.png(), 'image/png'],
      ['foto.jpg', files.png(), 'image/png'],
      ['senza-estensione', files.png(), 'image/png'],
      ['dentro.exe.p7m', desk.sign(files.exe(), [desk.mario]), 'application/x-msdownload'],
    ];
    for (const [name, content, mediaType] of kinds) {
      const refusal = refused(await addNote(name, content));
      expect(refusal.code, name).to.equal('ATTACHMENT_NOT_ALLOWED');
      expect(refusal.details, name).to.deep.equal({ mediaType, allowed: ALLOWED, filename: name });
      expect(refusal.message, name).to.contain(`«${name}»`);
    }
    expect(kept()).to.deep.equal(before);
    expect(spooled()).to.be.empty;
  });

  it('refuses a P7M whose signature does not hold, with the reason', async () => {
    const refusal = refused(await addNote('modulo.pdf.p7m', flipped(desk.sign(PDF, [desk.mario]), -1)));
    expect(refusal.code).to.equal('ATTACHMENT_SIGNATURE_INVALID');
    expect(refusal.details.reason).to.be.a('string').and.not.to.be.empty;
  });

  it('refuses all files of a message for one that is not allowed', async () => {
    const before = kept();
    const sent = [
      { name: 'a.png', content: files.png() },
      { name: 'b.exe', content: files.exe() },
      { name: 'c.pdf', content: files.pdf() },
    ];
    const refusal = refused(await upload(practice.operator, AddNoteDocument, variables(), sent));
    expect(refusal.details.filename).to.equal('b.exe');
    expect(kept()).to.deep.equal(before);
    expect(spooled()).to.be.empty;
  });

  it('keeps a name as it was written for people, and never as a path', async () => {
    const names: [string, string][] = [
      ['Perché no? – «città» è.pdf', 'Perché no? – «città» è.pdf'],
      ['../../etc/passwd.pdf', 'passwd.pdf'],
      ['C:\\Users\\a\\modulo.pdf', 'modulo.pdf'],
      ['modulo\u202efdp.pdf', 'modulofdp.pdf'],
    ];
    for (const [sent, shown] of names) {
      const { addNote: answer } = accepted(await addNote(sent, files.pdf()));
      expect(answer.message.attachments[0]?.filename).to.equal(shown);
    }
  });

  it('shows a prepared message with its files, and sends exactly these, in their order', async () => {
    const sent = [
      { name: 'uno.pdf', content: files.pdf('1') },
      { name: 'due.png', content: files.png() },
    ];
    const { prepareMessage } = accepted(await upload(practice.operator, PrepareMessageDocument, variables(), sent));
    const { draft } = prepareMessage;
    expect(draft.attachments.map(({ filename }) => filename)).to.deep.equal(['uno.pdf', 'due.png']);
    expect(draft.emailPreview).to.contain('uno.pdf (').and.to.contain('due.png (');

    app().smtp.clear();
    const { sendMessage } = await as(practice.operator).ask(SendMessageDocument, {
      input: { confirmationToken: draft.confirmationToken },
    });
    expect(sendMessage.message.attachments.map(({ id }) => id)).to.deep.equal(draft.attachments.map(({ id }) => id));
    const mails = await app().smtp.received(1);
    const mail = mails.find(({ subject }) => subject === draft.emailSubject);
    expect(mail?.attachments).to.be.empty;
    expect(mail?.text).to.contain('uno.pdf');
    expect(mail?.text?.replace(/\s+/g, ' ')).to.equal(draft.emailPreview.replace(/\s+/g, ' '));

    const { practice: read } = await as(practice.applicant).ask(PracticeDocument, { id: practice.id, last: 5 });
    const newest = read?.messages.nodes.at(-1);
    expect(newest?.attachments.map(({ filename }) => filename)).to.deep.equal(['uno.pdf', 'due.png']);
  });

  it('takes the files of an applicant as it takes those of an operator', async () => {
    const sent = [{ name: 'titolo.pdf', content: files.pdf() }];
    const { prepareMessage } = accepted(await upload(practice.applicant, PrepareMessageDocument, variables(), sent));
    expect(prepareMessage.draft.attachments).to.have.length(1);
    expect(prepareMessage.draft.recipients).to.deep.equal(['Comune di Prova']);
  });

  it('refuses who may not write before a byte of the files is stored', async () => {
    const stranger = await buildStaff();
    const closed = await buildPractice({ status: PracticeStatus.APPROVED });
    const before = kept();
    const sent = [{ name: 'grande.pdf', content: files.pdf('x'.repeat(5_000_000)) }];
    const input = { practiceId: closed.id, body: 'Buongiorno' };
    expect(refused(await upload(stranger, AddNoteDocument, { input }, sent)).code).to.equal('NOT_FOUND');
    expect(refused(await upload(closed.operator, PrepareMessageDocument, { input }, sent)).code).to.equal(
      'MESSAGE_WINDOW_CLOSED',
    );
    expect(refused(await upload(closed.applicant, AddNoteDocument, { input }, sent)).code).to.equal('FORBIDDEN');
    const blank = { input: { practiceId: practice.id, body: ' \u200b ' } };
    expect(refused(await upload(practice.operator, AddNoteDocument, blank, sent)).code).to.equal('BAD_USER_INPUT');
    expect(kept()).to.deep.equal(before);
    expect(spooled()).to.be.empty;
  });

  it('reads the files of a whole page of messages in one statement', async () => {
    const many = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
    for (let index = 0; index < 5; index += 1) {
      const sent = [{ name: `${index}.png`, content: files.png() }];
      const input = { practiceId: many.id, body: 'Nota' };
      accepted(await upload(many.operator, AddNoteDocument, { input }, sent));
    }
    const { result, statements } = await countStatements(() =>
      as(many.operator).ask(PracticeDocument, { id: many.id, last: 20 }),
    );
    const attached = result.practice?.messages.nodes.map(({ attachments }) => attachments.length);
    expect(attached).to.deep.equal([1, 1, 1, 1, 1]);
    expect(statements.filter((sql) => /\battachments\b/.test(sql))).to.have.length(1);
  });
});
