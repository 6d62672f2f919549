import { createHash } from 'node:crypto';
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
import { type BuiltPractice, buildAdministrator, buildPractice, buildStaff, type Person } from '../support/build.js';
import * as files from '../support/files.js';
import { PDF, SigningDesk } from '../support/signing.js';
import { accepted, type SentFile, upload } from '../support/upload.js';

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

/** A link as it is asked of the service under test, which does not stand at its public address. */
const local = (link: string) => link.replace(app().settings.publicUrl, app().url);

const get = (link: string, init?: RequestInit) => fetch(local(link), init);

describe('R9 attachments are downloaded at links', () => {
  let practice: BuiltPractice;
  const content = files.pdf('un contenuto che si legge a pezzi');
  before(async () => {
    practice = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
  });
  afterEach(() => app().clock.reset());

  const sendFile = async (author: Person, file: SentFile): Promise<void> => {
    const input = { practiceId: practice.id, body: 'In allegato' };
    const { prepareMessage } = accepted(await upload(author, PrepareMessageDocument, { input }, [file]));
    const { confirmationToken } = prepareMessage.draft;
    await as(author).ask(SendMessageDocument, { input: { confirmationToken } });
  };

  /** The newest attachment of the practice, as somebody sees it. */
  const newest = async (viewer: Person) => {
    const { practice: read } = await as(viewer).ask(PracticeDocument, { id: practice.id, last: 1 });
    const attachment = read?.messages.nodes[0]?.attachments[0];
    if (!attachment) throw new Error('No attachment is seen');
    return attachment;
  };

  it('gives the file, under its name, with headers that let nothing of it run or stay', async () => {
    await sendFile(practice.operator, { name: 'Perché no? (è così) – 100%.pdf', content });
    const attachment = await newest(practice.applicant);
    const response = await get(attachment.downloadUrl);
    expect(response.status).to.equal(200);
    expect(sha256(Buffer.from(await response.arrayBuffer()))).to.equal(attachment.sha256);
    const headers = Object.fromEntries(response.headers);
    expect(headers).to.include({
      'content-type': 'application/pdf',
      'content-length': String(content.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'accept-ranges': 'bytes',
    });
    expect(headers['content-disposition']).to.equal(
      `attachment; filename="Perche no? (e cosi) _ 100_.pdf"; filename*=UTF-8''Perch%C3%A9%20no%3F%20%28%C3%A8%20cos%C3%AC%29%20%E2%80%93%20100%25.pdf`,
    );
  });

  it('answers HEAD, and parts of the file', async () => {
    await sendFile(practice.operator, { name: 'modulo.pdf', content });
    const { downloadUrl, sha256: digest } = await newest(practice.applicant);
    const head = await get(downloadUrl, { method: 'HEAD' });
    expect(head.status).to.equal(200);
    expect(head.headers.get('content-length')).to.equal(String(content.length));
    expect(await head.text()).to.equal('');

    const part = async (range: string, more = {}) => {
      const response = await get(downloadUrl, { headers: { range, ...more } });
      const body = Buffer.from(await response.arrayBuffer());
      return { status: response.status, range: response.headers.get('content-range'), body };
    };
    const { length } = content;
    expect(await part('bytes=0-9')).to.deep.equal({
      status: 206,
      range: `bytes 0-9/${length}`,
      body: content.subarray(0, 10),
    });
    expect((await part('bytes=-5')).body).to.deep.equal(content.subarray(-5));
    expect((await part('bytes=10-')).body).to.deep.equal(content.subarray(10));
    expect((await part(`bytes=10-${length * 2}`)).body).to.deep.equal(content.subarray(10));
    expect(await part(`bytes=${length}-`)).to.deep.include({ status: 416, range: `bytes */${length}` });
    for (const whole of ['bytes=5-1', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])
      expect((await part(whole)).status, whole).to.equal(200);
    expect((await part('bytes=0-1', { 'if-range': `"${digest}"` })).status).to.equal(206);
    expect((await part('bytes=0-1', { 'if-range': '"another"' })).status).to.equal(200);
  });

  it('gives the document inside a P7M at a link of its own, under its own name', async () => {
    const desk = new SigningDesk();
    await sendFile(practice.operator, { name: 'modulo.pdf.p7m', content: desk.sign(PDF, [desk.mario]) });
    desk.close();
    const { signature, downloadUrl } = await newest(practice.applicant);
    const link = signature?.contentDownloadUrl ?? '';
    const response = await get(link);
    expect(Buffer.from(await response.arrayBuffer())).to.deep.equal(PDF);
    expect(response.headers.get('content-type')).to.equal('application/pdf');
    expect(response.headers.get('content-disposition')).to.contain('filename="modulo.pdf"');
    const swapped = downloadUrl.replace(/\?/, '/content?');
    expect((await get(swapped)).status).to.equal(404);
  });

  it('answers the same 404 to what was made up, tampered with, or has expired', async () => {
    await sendFile(practice.operator, { name: 'modulo.pdf', content });
    const { downloadUrl, id } = await newest(practice.applicant);
    const without = (name: string) => {
      const url = new URL(downloadUrl);
      url.searchParams.delete(name);
      return url.href;
    };
    const changed = (name: string, value: string) => {
      const url = new URL(downloadUrl);
      url.searchParams.set(name, value);
      return url.href;
    };
    const bad = [
      downloadUrl.replace(id, '01890000-0000-7000-8000-000000000000'),
      downloadUrl.replace(id, 'x'),
      downloadUrl.replace(id, '..%2f..%2fetc%2fpasswd'),
      changed('viewer', practice.operator.id),
      changed('expires', String(Date.now() + 1e9)),
      changed('signature', 'A'.repeat(43)),
      `${downloadUrl}&viewer=${practice.operator.id}`,
      without('viewer'),
      without('expires'),
      without('signature'),
    ];
    const answers = await Promise.all(bad.map((link) => get(link)));
    app().clock.advance(4 * 60_000);
    expect((await get(downloadUrl)).status).to.equal(200);
    app().clock.advance(61_000);
    answers.push(await get(downloadUrl));
    const seen = new Set<string>();
    for (const response of answers) {
      expect(response.status).to.equal(404);
      const { 'content-length': length, ...headers } = Object.fromEntries(response.headers);
      seen.add(JSON.stringify([await response.json(), length, headers['content-type']]));
    }
    expect(seen.size).to.equal(1);
    expect([...seen][0]).to.contain('NOT_FOUND');
  });

  it('asks what the viewer may see when the link is used, not when it was made', async () => {
    await sendFile(practice.applicant, { name: 'modulo.pdf', content });
    const colleague = await buildStaff({ services: [practice.service] });
    const gone = await buildStaff({ services: [practice.service] });
    const links = {
      colleague: (await newest(colleague)).downloadUrl,
      gone: (await newest(gone)).downloadUrl,
    };
    expect((await get(links.colleague)).status).to.equal(200);
    const update = `mutation ($input: UpdateUserInput!) { updateUser(input: $input) { user { id } } }`;
    const administrator = await buildAdministrator();
    await as(administrator).ask(update, { input: { userId: colleague.id, serviceIds: [] } });
    await as(administrator).ask(update, { input: { userId: gone.id, active: false } });
    expect((await get(links.colleague)).status).to.equal(404);
    expect((await get(links.gone)).status).to.equal(404);
  });

  it('shows what is being prepared to its author alone', async () => {
    const input = { practiceId: practice.id, body: 'Non ancora' };
    const sent = [{ name: 'bozza.pdf', content }];
    const { prepareMessage } = accepted(await upload(practice.operator, PrepareMessageDocument, { input }, sent));
    const { downloadUrl, id } = prepareMessage.draft.attachments[0] ?? { downloadUrl: '', id: '' };
    expect((await get(downloadUrl)).status).to.equal(200);
    for (const viewer of [practice.applicant, await buildStaff({ services: [practice.service] })]) {
      const { practice: read } = await as(viewer).ask(PracticeDocument, { id: practice.id, last: 100 });
      expect(JSON.stringify(read)).not.to.contain(id);
    }
  });

  it('registers downloads of the staff as opening the practice, and none of the applicant', async () => {
    const one = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
    const input = { practiceId: one.id, body: 'Nota' };
    const sent = [{ name: 'nota.pdf', content }];
    accepted(await upload(one.operator, AddNoteDocument, { input }, sent));
    const colleague = await buildStaff({ services: [one.service] });
    const { practice: read } = await as(colleague).ask(PracticeDocument, { id: one.id, last: 1 });
    app().clock.advance(4 * 60_000);
    const link = read?.messages.nodes[0]?.attachments[0]?.downloadUrl ?? '';
    await get(link);
    const log = `query ($id: ID!) { accessLog(practiceId: $id, first: 100) { nodes { kind operation by { profile { id } } } } }`;
    interface Entry {
      kind: string;
      operation: string;
      by: { profile: { id: string } };
    }
    const { accessLog } = await as(await buildAdministrator()).ask<{ accessLog: { nodes: Entry[] } }, unknown>(log, {
      id: one.id,
    });
    const own = accessLog.nodes.filter(({ by, kind }) => by.profile.id === colleague.id && kind === 'READ');
    expect(own.length).to.be.greaterThan(0);
  });
});

describe('R2 attachments of notes', () => {
  it('have no link for a citizen and leave no trace', async () => {
    const { id, operator, applicant } = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
    const read = async () => JSON.stringify(await as(applicant).ask(PracticeDocument, { id, last: 100 }));
    const before = await read();
    const input = { practiceId: id, body: 'Nota' };
    const sent = [{ name: 'interno.pdf', content: files.pdf() }];
    const { addNote } = accepted(await upload(operator, AddNoteDocument, { input }, sent));
    expect(await read()).to.equal(before);

    const attachment = addNote.message.attachments[0];
    expect((await get(attachment?.downloadUrl ?? '')).status).to.equal(200);
    const { message } = await as(applicant).ask<{ message: unknown }, unknown>(
      'query ($id: ID!) { message(id: $id) { attachments { id } } }',
      { id: addNote.message.id },
    );
    expect(message).to.equal(null);

    // Not even with a link that the service itself would have signed.
    const { downloadLink } = await import('../../src/attachments/download-link.js');
    const { settings, clock } = app().service.parts;
    const made = downloadLink(
      settings,
      { attachmentId: attachment?.id ?? '', part: 'file', viewerId: applicant.id },
      clock(),
    );
    expect((await get(made)).status).to.equal(404);
  });
});
