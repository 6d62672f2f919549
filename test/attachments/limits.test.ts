import { request } from 'node:http';
import { expect } from 'chai';
import { print } from 'graphql';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { AddNoteDocument, PracticeDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { type BuiltPractice, buildPractice } from '../support/build.js';
import * as files from '../support/files.js';
import { accepted, headersOf, multipart, post, refused, type SentFile, upload } from '../support/upload.js';
import { kept, spooled, until } from './stored.js';

const LARGEST = 25 * 1024 * 1024;
const png = (name = 'a.png'): SentFile => ({ name, content: files.png() });

/** A PDF of exactly so many bytes. */
function pdfOf(size: number): Buffer {
  const empty = files.pdf();
  const draft = files.pdf('x'.repeat(size - empty.length));
  return files.pdf('x'.repeat(size - empty.length - (draft.length - size)));
}

describe('R9 uploads have limits', () => {
  let practice: BuiltPractice;
  before(async () => {
    practice = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
  });
  afterEach(async () => {
    expect(spooled()).to.be.empty;
  });

  const query = print(AddNoteDocument);
  const input = (attachments: unknown) => ({ input: { practiceId: practice.id, body: 'Nota', attachments } });
  const one = { '0': ['variables.input.attachments.0'] };
  const send = (operations: unknown, map: unknown, sent: SentFile[] = [png()], headers?: Record<string, string>) =>
    post(practice.operator, multipart(operations, map, sent), headers);
  const sendMapped = (map: unknown, sent?: SentFile[], attachments: unknown = [null]) =>
    send({ query, variables: input(attachments) }, map, sent);
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => png(`${index}.png`));

  it('takes ten files and not eleven', async () => {
    const variables = { input: { practiceId: practice.id, body: 'Nota' } };
    const { addNote } = accepted(await upload(practice.operator, AddNoteDocument, variables, upTo(10)));
    expect(addNote.message.attachments).to.have.length(10);
    const refusal = refused(await upload(practice.operator, AddNoteDocument, variables, upTo(11)));
    expect(refusal.code).to.equal('BAD_USER_INPUT');
    expect(refusal.details.violations[0].message).to.contain('10');
  });

  it('takes a file of 25 MB and not a byte more', async () => {
    const variables = { input: { practiceId: practice.id, body: 'Nota' } };
    const largest = pdfOf(LARGEST);
    expect(largest).to.have.length(LARGEST);
    accepted(await upload(practice.operator, AddNoteDocument, variables, [{ name: 'a.pdf', content: largest }]));
    const before = kept();
    const larger = { name: 'b.pdf', content: pdfOf(LARGEST + 1) };
    const refusal = refused(await upload(practice.operator, AddNoteDocument, variables, [png(), larger]));
    expect(refusal.code).to.equal('ATTACHMENT_TOO_LARGE');
    expect(refusal.details).to.deep.include({ limitBytes: LARGEST });
    expect(kept()).to.deep.equal(before);
  });

  it('refuses what announces too much before it reads a byte', async () => {
    const { status, body } = await raw({ 'content-length': String(400 * 1024 * 1024) });
    expect(status).to.equal(413);
    expect(JSON.parse(body).errors[0].extensions).to.deep.include({ code: 'ATTACHMENT_TOO_LARGE' });
  });

  it('takes no files from anybody who is not signed in, and writes none', async () => {
    const answer = await post(
      null,
      multipart({ query, variables: input([null]) }, one, [{ name: 'a.pdf', content: pdfOf(5_000_000) }]),
    );
    expect(answer.status).to.equal(401);
    expect(refused(answer).code).to.equal('UNAUTHENTICATED');
  });

  it('takes no files that a page of somebody else could have sent', async () => {
    const { 'apollo-require-preflight': _, ...headers } = headersOf(practice.operator);
    const answer = await send({ query, variables: input([null]) }, one, [png()], headers);
    expect(answer.status).to.equal(400);
    expect(refused(answer).code).to.equal('BAD_USER_INPUT');
    expect(refused(answer).message).to.contain('apollo-require-preflight');
  });

  it('refuses maps that name what is not there, at once', async () => {
    const maps: unknown[] = [
      { '0': ['variables.input.attachments.60000000'] },
      { '0': ['variables.input.attachments.1'] },
      { '0': ['variables.input.attachments.length'] },
      { '0': ['variables.files.60000000'] },
      { '0': ['variables.__proto__.polluted'] },
      { '0': ['variables.constructor.prototype.polluted'] },
      { '0': ['__proto__.polluted'] },
      { '0': ['query'] },
      { '0': ['variables'] },
      { '0': ['variables.input.body'] },
      { '0': [`variables.${'a.'.repeat(100_000)}a`] },
      { '0': ['variables.input.attachments.0', 'variables.input.attachments.0'] },
      { '0': [] },
      { '0': 'variables.input.attachments.0' },
      { '0': [0] },
      [['variables.input.attachments.0']],
      null,
      'map',
    ];
    for (const map of maps) {
      const start = performance.now();
      const refusal = refused(await sendMapped(map));
      expect(refusal.code, JSON.stringify(map)?.slice(0, 80)).to.equal('BAD_USER_INPUT');
      expect(performance.now() - start).to.be.lessThan(1_000);
    }
    expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
  });

  it('refuses lists that are longer than a message has files', async () => {
    const refusal = refused(await sendMapped(one, [png()], Array(200_000).fill(null)));
    expect(refusal.code).to.equal('BAD_USER_INPUT');
  });

  it('gives one file to one message, whatever its aliases', async () => {
    const aliases = Array.from({ length: 10 }, (_, index) => `m${index}: addNote(input: $input) { message { id } }`);
    const operation = `mutation ($input: WriteMessageInput!) { ${aliases.join(' ')} }`;
    const notes = async () => {
      const { practice: read } = await as(practice.operator).ask(PracticeDocument, { id: practice.id, last: 100 });
      return read?.messages.nodes ?? [];
    };
    const before = (await notes()).length;
    expect(refused(await send({ query: operation, variables: input([null]) }, one)).code).to.equal('BAD_USER_INPUT');
    const written = (await notes()).slice(before);
    expect(written.map(({ attachments }) => attachments.length)).to.deep.equal([1]);

    const twice = { '0': ['variables.input.attachments.0', 'variables.input.attachments.1'] };
    expect(refused(await sendMapped(twice, [png()], [null, null])).code).to.equal('BAD_USER_INPUT');
  });

  it('refuses what is no multipart request for GraphQL', async () => {
    const form = (...fields: [string, string | Blob][]) => {
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      return post(practice.operator, body);
    };
    const operations = JSON.stringify({ query, variables: input([null]) });
    const map = JSON.stringify(one);
    const file = new Blob([files.png()]);
    const bad = [
      form(),
      form(['map', map], ['operations', operations], ['0', file]),
      form(['0', file], ['operations', operations], ['map', map]),
      form(['operations', '[]'], ['map', map], ['0', file]),
      form(['operations', '{'], ['map', map], ['0', file]),
      form(['operations', operations], ['map', '{'], ['0', file]),
      form(['operations', operations], ['map', map], ['1', file]),
      form(['operations', operations], ['map', map], ['0', file], ['0', file]),
      form(['operations', operations], ['map', map]),
      form(['operations', operations], ['operations', operations], ['map', map], ['0', file]),
      form(['operations', '['.repeat(900_000)], ['map', map], ['0', file]),
      post(practice.operator, 'x', { ...headersOf(practice.operator), 'content-type': 'multipart/form-data' }),
      post(practice.operator, 'x', {
        ...headersOf(practice.operator),
        'content-type': 'multipart/form-data; boundary=y',
      }),
    ];
    for (const [index, answer] of (await Promise.all(bad)).entries())
      expect(refused(answer).code, String(index)).to.equal('BAD_USER_INPUT');
  });

  it('takes files from multipart requests alone', async () => {
    const refusal = await as(practice.operator).refused(query, input([{}]));
    expect(refusal.code).to.equal('BAD_USER_INPUT');
  });

  it('leaves nothing of an upload that breaks off', async () => {
    const before = kept();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        const aborted = begun();
        await until(() => spooled().length > 0, 'a file is being spooled');
        aborted.destroy();
      }),
    );
    await until(() => spooled().length === 0, 'the spool folder is empty');
    expect(kept()).to.deep.equal(before);
  });

  /** Begins to send a file of 20 MB and does not go on. */
  function begun() {
    const sending = request(`${app().url}/graphql`, {
      method: 'POST',
      headers: { ...headersOf(practice.operator), 'content-type': 'multipart/form-data; boundary=b' },
    });
    sending.on('error', () => undefined);
    const part = (name: string, value: string) =>
      `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    sending.write(part('operations', JSON.stringify({ query, variables: input([null]) })));
    sending.write(part('map', JSON.stringify(one)));
    sending.write('--b\r\ncontent-disposition: form-data; name="0"; filename="a.pdf"\r\n\r\n%PDF-1.7\n');
    sending.write(Buffer.alloc(2_000_000, 120));
    return sending;
  }

  /** Sends the headers of an upload and waits for the answer. */
  function raw(headers: Record<string, string>): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const sending = request(`${app().url}/graphql`, {
        method: 'POST',
        headers: { ...headersOf(practice.operator), 'content-type': 'multipart/form-data; boundary=b', ...headers },
      });
      sending.on('error', reject);
      sending.on('response', async (response) => {
        let body = '';
        for await (const chunk of response) body += chunk;
        sending.destroy();
        resolve({ status: response.statusCode ?? 0, body });
      });
      sending.flushHeaders();
    });
  }
});
