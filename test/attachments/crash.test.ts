import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as files from '../support/files.js';
import { startUploadingService, type UploadingService } from '../support/uploading-service.js';

/** How often the process is killed. */
const TIMES = 3;

describe('R9 a process that is killed while files come in', () => {
  let service: UploadingService;
  before(async function () {
    this.timeout(60_000);
    service = await startUploadingService();
  });
  after(() => service.end());

  it('leaves no row without its file, and an empty spool folder behind the next start', async function () {
    this.timeout(180_000);
    const content = files.pdf('x'.repeat(300_000));
    let answered = 0;
    for (let time = 1; time <= TIMES; time += 1) {
      let isKilled = false;
      const wanted = answered + 10;
      const clients = Array.from({ length: 6 }, async () => {
        while (!isKilled) {
          const { data } = await service.addNote({ name: 'modulo.pdf', content }).catch(() => ({ data: null }));
          if (data) answered += 1;
          if (answered >= wanted && !isKilled) {
            isKilled = true;
            await service.process().kill();
          }
        }
      });
      await Promise.all(clients);
      await service.restart();
    }

    const incoming = join(service.attachmentsDir, 'incoming');
    const spooled = readdirSync(incoming).flatMap((name) => readdirSync(join(incoming, name)));
    expect(spooled).to.be.empty;
    const rows = await service.rows<{ id: string; sha256: string }>('SELECT id, sha256 FROM attachments');
    expect(rows.length).to.be.at.least(answered);
    for (const { id, sha256 } of rows) {
      const file = readFileSync(join(service.attachmentsDir, id.slice(-2), id));
      expect(createHash('sha256').update(file).digest('hex')).to.equal(sha256);
    }
  });
});
