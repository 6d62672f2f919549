import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { Inspector } from '../../src/attachments/inspect-file.js';
import * as files from '../support/files.js';
import { PDF, SigningDesk } from '../support/signing.js';

describe('R9 files are inspected off the main thread', () => {
  let desk: SigningDesk;
  before(function () {
    this.timeout(30_000);
    desk = new SigningDesk();
  });
  after(() => desk.close());

  const request = (content: Buffer) => ({
    path: desk.file(content),
    size: content.length,
    innerPath: desk.path('inner'),
  });

  it('tells pictures by their size and leaves the place of a document alone', async () => {
    const png = request(files.png(40, 30));
    const inspection = await desk.inspector.inspectFile(png);
    expect(inspection).to.deep.equal({ ok: true, mediaType: 'image/png', width: 40, height: 30 });
    expect(existsSync(png.innerPath)).to.equal(false);
  });

  it('answers many at once, each with its own', async () => {
    const samples = Array.from({ length: 40 }, (_, index) => files.png(1 + index, 2));
    const found = await Promise.all(samples.map((content) => desk.inspector.inspectFile(request(content))));
    expect(found.map((each) => each.ok && each.width)).to.deep.equal(samples.map((_, index) => 1 + index));
  });

  it('keeps the document of a P7M for its owner only', async () => {
    const p7m = request(desk.sign(PDF, [desk.mario]));
    await desk.inspector.inspectFile(p7m);
    expect(statSync(p7m.innerPath).mode & 0o777).to.equal(0o600);
  });

  it('never overwrites what is there', async () => {
    const p7m = request(desk.sign(PDF, [desk.mario]));
    writeFileSync(p7m.innerPath, 'mine');
    const outcome = await desk.inspector.inspectFile(p7m).then(String, (error) => error.code);
    expect(outcome).to.equal('EEXIST');
    expect(statSync(p7m.innerPath).size).to.equal(4);
  });

  it('rejects, and goes on, when a file is gone or is not the one that was received', async () => {
    const gone = { path: desk.path(), size: 1, innerPath: desk.path() };
    const short = { ...request(PDF), size: PDF.length + 1 };
    expect(await desk.inspector.inspectFile(gone).then(String, (error) => error.code)).to.equal('ENOENT');
    expect(await desk.inspector.inspectFile(short).then(String, (error) => error.message)).to.match(/spooled file has/);
    expect(await desk.inspector.inspectFile(request(PDF))).to.deep.include({ mediaType: 'application/pdf' });
  });

  it('gives up on a file that takes too long, leaves nothing of it, and goes on with the next', async () => {
    const hurried = new Inspector({ timeLimitMs: 1 });
    const large = desk.sign(Buffer.concat([files.jpeg(), Buffer.alloc(20_000_000, 7)]), [desk.mario]);
    const slow = request(large);
    const inspections = await Promise.all([hurried.inspectFile(slow), hurried.inspectFile(request(PDF))]);
    expect(inspections[0]).to.deep.include({ ok: false, code: 'ATTACHMENT_NOT_ALLOWED' });
    expect(inspections[0].ok || inspections[0].reason.en).to.match(/reasonable time/);
    await wait(50);
    expect(existsSync(slow.innerPath)).to.equal(false);
    await hurried.close();
  });

  it('closes after what it has begun, and then takes no more', async () => {
    const inspector = new Inspector();
    const begun = [request(PDF), request(desk.sign(PDF, [desk.mario]))].map((each) => inspector.inspectFile(each));
    const closing = inspector.close();
    expect((await Promise.all(begun)).map(({ ok }) => ok)).to.deep.equal([true, true]);
    await closing;
    expect(await inspector.inspectFile(request(PDF)).then(String, (error) => error.message)).to.match(/closed/);
  });

  it('closes without ever having begun', async () => {
    await new Inspector().close();
    expect(readdirSync(desk.folder)).not.to.be.empty;
  });
});
