import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'chai';
import { AttachmentStore } from '../../src/attachments/attachment-store.js';
import { AttachmentSweeper } from '../../src/attachments/attachment-sweeper.js';
import { Practice, PracticeStatus } from '../../src/practices/practice.entity.js';
import { DiscardMessageDocument, PrepareMessageDocument, SendMessageDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { as } from '../support/as.js';
import { beforeTransaction } from '../support/before-transaction.js';
import { type BuiltPractice, buildPractice } from '../support/build.js';
import * as files from '../support/files.js';
import { PDF, SigningDesk } from '../support/signing.js';
import { accepted, refused, upload } from '../support/upload.js';
import { isKept, kept } from './stored.js';

describe('R9 no file is kept without its message, and no message without its file', () => {
  let practice: BuiltPractice;
  let p7m: Buffer;
  before(async () => {
    practice = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
    const desk = new SigningDesk();
    p7m = desk.sign(PDF, [desk.mario]);
    desk.close();
  });
  afterEach(() => app().clock.reset());

  const sweep = () => {
    const { database, attachments, clock, log } = app().service.parts;
    return new AttachmentSweeper({ database, store: attachments.store, clock, log }).sweep();
  };

  const prepare = async () => {
    const input = { practiceId: practice.id, body: 'In allegato' };
    const sent = [
      { name: 'modulo.pdf.p7m', content: p7m },
      { name: 'foto.png', content: files.png() },
    ];
    const { prepareMessage } = accepted(await upload(practice.operator, PrepareMessageDocument, { input }, sent));
    const { confirmationToken, attachments } = prepareMessage.draft;
    return { input: { confirmationToken }, ids: attachments.map(({ id }) => id) };
  };

  it('removes the files of a message that is discarded, at once', async () => {
    const { input, ids } = await prepare();
    expect(ids.map((id) => isKept(id))).to.deep.equal([true, true]);
    expect(isKept(ids[0] ?? '', 'content')).to.equal(true);
    await as(practice.operator).ask(DiscardMessageDocument, { input });
    expect(kept().filter((name) => ids.some((id) => name.startsWith(id)))).to.be.empty;
  });

  it('removes a prepared message that nobody confirmed, with its files, once it has expired', async () => {
    const expired = await prepare();
    const sent = await prepare();
    await as(practice.operator).ask(SendMessageDocument, { input: sent.input });
    app().clock.advance(14 * 60_000);
    await sweep();
    expect(expired.ids.map((id) => isKept(id))).to.deep.equal([true, true]);
    app().clock.advance(7 * 60_000);
    await sweep();
    expect(kept().filter((name) => expired.ids.some((id) => name.startsWith(id)))).to.be.empty;
    expect(sent.ids.map((id) => isKept(id))).to.deep.equal([true, true]);
    expect((await as(practice.operator).refused(SendMessageDocument, { input: expired.input })).code).to.equal(
      'CONFIRMATION_INVALID',
    );
  });

  it('keeps nothing of a message that is refused when it is stored, after its files have come', async () => {
    const before = kept();
    const become = (status: PracticeStatus) =>
      app().service.parts.database.transaction((tx) => tx.update(Practice, { id: practice.id }, { status }));
    const input = { practiceId: practice.id, body: 'In allegato' };
    const sent = [{ name: 'foto.png', content: files.png() }];
    // Between the check of the rules and the storing the practice is decided.
    const answer = await beforeTransaction(
      2,
      () => become(PracticeStatus.APPROVED),
      () => upload(practice.operator, PrepareMessageDocument, { input }, sent),
    );
    await become(PracticeStatus.UNDER_REVIEW);
    expect(refused(answer).code).to.equal('MESSAGE_WINDOW_CLOSED');
    expect(kept()).to.deep.equal(before);
  });

  it('leaves a file whose transaction failed without an answer to the sweeper, which takes it after an hour', async () => {
    const before = kept();
    const input = { practiceId: practice.id, body: 'In allegato' };
    const sent = [{ name: 'modulo.pdf.p7m', content: p7m }];
    const gone = () => Promise.reject(new Error('The database is gone'));
    const answer = await beforeTransaction(2, gone, () =>
      upload(practice.operator, PrepareMessageDocument, { input }, sent),
    );
    expect(refused(answer).code).to.equal('INTERNAL_SERVER_ERROR');
    const left = () => kept().filter((name) => !before.includes(name));
    expect(left()).to.have.length(2);
    app().clock.advance(59 * 60_000);
    await sweep();
    expect(left()).to.have.length(2);
    app().clock.advance(2 * 60_000);
    await sweep();
    expect(left()).to.be.empty;
  });

  it('empties at start the spool folders of processes that are no more, and of no other', async () => {
    const store = new AttachmentStore(app().settings.attachmentsDir);
    const spoolOf = (owner: string) => `${dirname(store.spoolFolder)}/${owner}`;
    const host = store.spoolFolder.slice(dirname(store.spoolFolder).length + 1).replace(/-\d+$/, '');
    const [dead, parent, elsewhere] = [`${host}-4194303`, `${host}-${process.ppid}`, 'another-machine-1'].map(spoolOf);
    for (const folder of [dead, parent, elsewhere]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(`${folder}/half`, 'half a file');
    }
    await store.open();
    expect(existsSync(dead)).to.equal(false);
    expect(readdirSync(parent)).to.deep.equal(['half']);
    expect(readdirSync(elsewhere)).to.deep.equal(['half']);
  });
});
