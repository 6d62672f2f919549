import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as files from '../support/files.js';
import { accepted } from '../support/upload.js';
import { startUploadingService, type UploadingService } from '../support/uploading-service.js';

/** STANZA_TEST_UPLOADS=200 is what the service is meant for; fewer show as well whether files are held in memory. */
const UPLOADS = Number(process.env.STANZA_TEST_UPLOADS ?? 16);
const AT_A_TIME = 8;
const SIZE = 20_000_000;
const MOST_MEMORY = 400;

describe('R9 many large files at a time', () => {
  let service: UploadingService;
  before(async function () {
    this.timeout(60_000);
    service = await startUploadingService();
  });
  after(() => service.end());

  it('are received in bounded memory, and leave the spool folder empty', async function () {
    this.timeout(60_000 + UPLOADS * 10_000);
    const content = files.pdf('x'.repeat(SIZE));
    const started = performance.now();
    let left = UPLOADS;
    let most = 0;
    const clients = Array.from({ length: AT_A_TIME }, async () => {
      while (left > 0) {
        left -= 1;
        accepted(await service.addNote({ name: 'grande.pdf', content }));
        most = Math.max(most, residentMegabytes(service.process().pid));
      }
    });
    const watch = setInterval(() => {
      most = Math.max(most, residentMegabytes(service.process().pid));
    }, 200);
    await Promise.all(clients).finally(() => clearInterval(watch));

    if (process.env.STANZA_TEST_UPLOADS) {
      const seconds = Math.round((performance.now() - started) / 1_000);
      process.stdout.write(`${UPLOADS} uploads of ${SIZE / 1e6} MB in ${seconds} s, at most ${most} MB resident\n`);
    }
    expect(most).to.be.lessThan(MOST_MEMORY);
    const incoming = join(service.attachmentsDir, 'incoming');
    expect(readdirSync(incoming).flatMap((name) => readdirSync(join(incoming, name)))).to.be.empty;
  });
});

/** The memory of a process that is in use now. */
const residentMegabytes = (pid: number): number =>
  Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_000);
