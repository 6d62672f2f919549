import { createServer, type Server } from 'node:net';
import { expect } from 'chai';
import { ClamdScanner } from '../../src/attachments/clamd-scanner.js';
import { PracticeStatus } from '../../src/practices/practice.entity.js';
import { AddNoteDocument, PrepareMessageDocument } from '../generated/operations.js';
import { app } from '../support/app.js';
import { type BuiltPractice, buildPractice } from '../support/build.js';
import { EICAR, freePort, isClamdInstalled, startClamd, type TestClamd } from '../support/clamd.js';
import * as files from '../support/files.js';
import { SigningDesk } from '../support/signing.js';
import { accepted, refused, upload } from '../support/upload.js';
import { kept, spooled } from './stored.js';

describe('R9 attachments are scanned for viruses where CLAMD_ADDRESS is set', () => {
  let practice: BuiltPractice;
  let desk: SigningDesk;
  before(async () => {
    practice = await buildPractice({ status: PracticeStatus.UNDER_REVIEW });
    desk = new SigningDesk();
  });
  after(() => {
    app().service.parts.attachments.scanner = null;
    desk.close();
  });

  const scanAt = (port: number, patience?: number) => {
    app().service.parts.attachments.scanner = new ClamdScanner({ host: '127.0.0.1', port }, patience);
  };
  const prepare = (name: string, content: Buffer) => {
    const input = { practiceId: practice.id, body: 'In allegato' };
    return upload(practice.operator, PrepareMessageDocument, { input }, [{ name, content }]);
  };
  const nothingIsKept = async (work: () => Promise<void>) => {
    const before = kept();
    await work();
    expect(kept()).to.deep.equal(before);
    expect(spooled()).to.be.empty;
  };

  describe('with the clamd of the machine', () => {
    let clamd: TestClamd | undefined;
    before(async function () {
      this.timeout(60_000);
      // Install clamav-daemon to run these.
      if (!isClamdInstalled) return this.skip();
      clamd = await startClamd();
      scanAt(clamd.port);
    });
    after(() => clamd?.stop());

    it('lets through what it finds clean', async () => {
      accepted(await prepare('modulo.pdf', files.pdf()));
      accepted(await prepare('modulo.pdf.p7m', desk.sign(files.pdf(), [desk.mario])));
    });

    it('finds what is in a file, and in the document inside a P7M', () =>
      nothingIsKept(async () => {
        const dangerous = files.pdf(EICAR);
        const samples: [string, Buffer, string][] = [
          ['modulo.pdf', dangerous, 'application/pdf'],
          ['modulo.pdf.p7m', desk.sign(dangerous, [desk.mario]), 'application/pkcs7-mime'],
          ['due.pdf.p7m', desk.nested(2, dangerous), 'application/pkcs7-mime'],
        ];
        for (const [name, content, mediaType] of samples) {
          const refusal = refused(await prepare(name, content));
          expect(refusal.code).to.equal('ATTACHMENT_NOT_ALLOWED');
          expect(refusal.message).to.contain('antivirus').and.to.contain('Eicar-Test');
          expect(refusal.details.mediaType).to.equal(mediaType);
        }
      }));

    it('finds it inside a P7M whose text hides it', () =>
      nothingIsKept(async () => {
        const base64 = Buffer.from(desk.sign(files.pdf(EICAR), [desk.mario]).toString('base64'));
        expect(refused(await prepare('modulo.pdf.p7m', base64)).message).to.contain('Eicar-Test');
      }));

    it('lets nothing through once clamd has stopped', () =>
      nothingIsKept(async () => {
        await clamd?.stop();
        clamd = undefined;
        const refusal = refused(await prepare('modulo.pdf', files.pdf()));
        expect(refusal.code).to.equal('ATTACHMENT_NOT_ALLOWED');
        expect(refusal.message).to.contain('non risponde');
      }));
  });

  describe('with a clamd that does not do its work', () => {
    let server: Server | undefined;
    afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))));

    const answering = async (answer: string | 'hang' | 'cut') => {
      const port = await freePort();
      server = createServer((socket) => {
        socket.on('error', () => undefined).resume();
        if (answer === 'cut') socket.destroy();
        else if (answer !== 'hang') socket.end(answer);
      }).listen(port, '127.0.0.1');
      scanAt(port, 300);
    };

    for (const answer of [
      'hang',
      'cut',
      'INSTREAM size limit exceeded. ERROR\0',
      'stream: OK or so\0',
      'UNKNOWN COMMAND\0',
    ]) {
      it(`lets nothing through: ${JSON.stringify(answer)}`, () =>
        nothingIsKept(async () => {
          await answering(answer);
          const input = { practiceId: practice.id, body: 'Nota' };
          const sent = [{ name: 'foto.png', content: files.png() }];
          const refusal = refused(await upload(practice.operator, AddNoteDocument, { input }, sent));
          expect(refusal.code).to.equal('ATTACHMENT_NOT_ALLOWED');
          expect(refusal.message).to.contain('non risponde');
        }));
    }

    it('lets nothing through when nobody listens', () =>
      nothingIsKept(async () => {
        scanAt(await freePort());
        expect(refused(await prepare('foto.png', files.png())).message).to.contain('non risponde');
      }));
  });
});
