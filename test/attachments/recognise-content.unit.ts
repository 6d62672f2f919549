import { expect } from 'chai';
import { extensionAgrees, type MediaType } from '../../src/attachments/allowed-content.js';
import { recogniseContent } from '../../src/attachments/recognise-content.js';
import { Workshop } from '../support/certificates.js';
import * as files from '../support/files.js';

const text = (content: string) => Buffer.from(content, 'latin1');
const followed = (content: Buffer, by: Buffer | string) => Buffer.concat([content, Buffer.from(by)]);
const changed = (content: Buffer, offset: number, ...bytes: number[]) => {
  const copy = Buffer.from(content);
  copy.set(bytes, offset < 0 ? copy.length + offset : offset);
  return copy;
};
const film = Buffer.concat([files.box('ftyp', text('mp42\0\0\0\0isom')), files.box('mdat', Buffer.alloc(5_000, 0x3c))]);
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const padding = Buffer.alloc(100_000);
const zipped = (content: Buffer) => followed(content, files.zip('a.txt', 'ciao', '', content.length));

const good: ReadonlyArray<readonly [string, Buffer, MediaType, ([number, number] | undefined)?]> = [
  ['a JPEG', files.jpeg(100, 75), 'image/jpeg', [100, 75]],
  ['a JPEG with a further picture behind (MPF)', followed(files.jpeg(64, 64), files.jpeg()), 'image/jpeg', [64, 64]],
  ['a JPEG with a film behind', followed(files.jpeg(), film), 'image/jpeg'],
  ['a JPEG with a vendor’s notes behind', followed(files.jpeg(), 'vivo{"camera":1}SEFH\0\0\0SEFT'), 'image/jpeg'],
  ['a JPEG that fills more than a window', followed(files.jpeg(9_000, 9_000), padding), 'image/jpeg', [9_000, 9_000]],
  ['a PNG', files.png(40, 30), 'image/png', [40, 30]],
  ['a PNG with padding', followed(files.png(), padding), 'image/png'],
  ['a GIF', files.gif(), 'image/gif', [1, 1]],
  ['a GIF with a line break behind', followed(files.gif(), '\r\n'), 'image/gif'],
  ['a lossy WebP', files.webp(), 'image/webp', [1, 1]],
  ['a lossless WebP', files.losslessWebp(), 'image/webp', [1, 1]],
  ['an extended WebP', files.extendedWebp(), 'image/webp', [1, 1]],
  ['a little-endian TIFF', files.tiff(), 'image/tiff', [5, 2]],
  ['a big-endian TIFF', files.tiff(7, 3, false), 'image/tiff', [7, 3]],
  ['a HEIC of an iPhone', files.heic(), 'image/heic', [64, 48]],
  ['a HEIC whose codec is named second', files.heic(['mif1', 'mif1', 'heic']), 'image/heic', [64, 48]],
  ['a PDF', files.pdf(), 'application/pdf'],
  ['a PDF after blank lines', followed(text('\r\n\r\n'), files.pdf()), 'application/pdf'],
  ['a PDF after a byte order mark', followed(Buffer.from('efbbbf', 'hex'), files.pdf()), 'application/pdf'],
  ['a PDF filled up with NULs', followed(files.pdf(), padding), 'application/pdf'],
  ['a PDF with a note behind its end', followed(files.pdf(), `%stamped ${'x'.repeat(900)}`), 'application/pdf'],
  ['a PDF with markup in it', files.pdf('<html><script>1</script>'), 'application/pdf'],
  ['a PDF with a whole ZIP in it', files.pdf(files.zip().toString('latin1') + 'x'.repeat(66_000)), 'application/pdf'],
];

const bad: ReadonlyArray<readonly [string, Buffer, string]> = [
  ['an empty file', Buffer.alloc(0), 'application/x-empty'],
  ['16 bytes of a PNG', files.png().subarray(0, 16), 'image/png'],
  ['a PNG without its end', files.png().subarray(0, -12), 'image/png'],
  ['a PNG without pixels', Buffer.concat([files.png().subarray(0, 33), files.png().subarray(-12)]), 'image/png'],
  ['a PNG of width 0', files.png(0, 3), 'image/png'],
  ['a PNG whose dimensions were changed', changed(files.png(), 19, 9), 'image/png'],
  ['a PNG with a chunk of 2 GB', changed(files.png(), 33, 0x7f, 0xff), 'image/png'],
  ['a PNG with a ZIP behind', zipped(files.png()), 'image/png'],
  ['a PNG with HTML behind', followed(files.png(), '<html><body>'), 'image/png'],
  ['a JPEG header', files.jpeg().subarray(0, 20), 'image/jpeg'],
  ['a JPEG without its end', files.jpeg().subarray(0, -2), 'image/jpeg'],
  ['a JPEG without a frame', Buffer.from('ffd8ffda000201ffd9', 'hex'), 'image/jpeg'],
  ['a JPEG of height 0', files.jpeg(8, 0), 'image/jpeg'],
  ['a JPEG with a ZIP behind', zipped(files.jpeg()), 'image/jpeg'],
  ['a JPEG with a ZIP behind a film', zipped(followed(files.jpeg(), film)), 'image/jpeg'],
  ['a JPEG with an archive of RAR behind', followed(files.jpeg(), 'Rar!\x1a\x07\x00'), 'image/jpeg'],
  ['a JPEG with PHP behind', followed(files.jpeg(), 'x<?php system($_GET[0]);'), 'image/jpeg'],
  ['a JPEG with HTML far behind', followed(files.jpeg(), `${'.'.repeat(65_530)}<SCRIPT>alert(1)`), 'image/jpeg'],
  ['a JPEG with a shell script behind', followed(files.jpeg(), '\n#!/bin/sh\nid'), 'image/jpeg'],
  ['a JPEG with an executable behind', followed(files.jpeg(), files.exe()), 'image/jpeg'],
  ['a JPEG with a PDF behind', followed(files.jpeg(), files.pdf()), 'image/jpeg'],
  ['a GIF header', files.gif().subarray(0, 13), 'image/gif'],
  ['a GIF without its trailer', files.gif().subarray(0, -1), 'image/gif'],
  ['a GIF without a picture', followed(files.gif().subarray(0, 19), ';'), 'image/gif'],
  ['a GIF that is JavaScript', text('GIF89a/*\0\0\0*/=1;alert(1)//;'), 'image/gif'],
  ['a GIF with a JAR behind', followed(files.gif(), files.zip('META-INF/MANIFEST.MF')), 'image/gif'],
  ['a GIF with a script behind', followed(files.gif(), '<script>alert(1)</script>'), 'image/gif'],
  ['a WebP cut short', files.webp().subarray(0, -4), 'image/webp'],
  ['a WebP with an executable behind', followed(files.webp(), files.exe()), 'image/webp'],
  ['a WebP header', text('RIFF\x04\0\0\0WEBP'), 'image/webp'],
  ['a TIFF header', files.tiff().subarray(0, 8), 'image/tiff'],
  ['a TIFF whose pixels are elsewhere', changed(files.tiff(), 8 + 10 + 2 + 5 * 12 + 8, 0xff, 0xff), 'image/tiff'],
  ['a TIFF whose directories go round', changed(files.tiff(), -4, 18), 'image/tiff'],
  ['a TIFF with a ZIP behind', zipped(files.tiff()), 'image/tiff'],
  ['a HEIC without its pixels', files.heic().subarray(0, -208), 'image/heic'],
  ['a HEIC cut short', files.heic().subarray(0, -1), 'image/heic'],
  ['a HEIC of width 0', files.heic(['heic', 'heic'], 0, 0).subarray(0, 20), 'image/heic'],
  ['a HEIC with HTML behind', followed(files.heic(), '<html>'), 'image/heic'],
  ['an AVIF', files.heic(['avif', 'mif1', 'avif']), 'image/avif'],
  ['a film', film, 'video/mp4'],
  ['a PDF header', text('%PDF-1.7'), 'application/pdf'],
  ['a PDF that is a script', text('%PDF-<script>alert(1)</script>%%EOF'), 'application/pdf'],
  ['a PDF without its tail', files.pdf().subarray(0, -8), 'application/pdf'],
  ['a PDF with a ZIP behind', zipped(files.pdf()), 'application/pdf'],
  [
    'a PDF and a ZIP that ends as a PDF does',
    followed(files.pdf(), files.zip('a', 'a', '\n%%EOF\n')),
    'application/pdf',
  ],
  ['a PDF with HTML behind', followed(files.pdf(), '<!DOCTYPE html><p>'), 'application/pdf'],
  ['a PDF with 2 KB behind', followed(files.pdf(), 'x'.repeat(2_048)), 'application/pdf'],
  ['a page with a PDF in it', followed(text('<html><!--\n'), files.pdf()), 'text/html'],
  ['an executable with a PDF in it', followed(files.exe(), files.pdf()), 'application/x-msdownload'],
  ['an SVG', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
  ['an SVG behind its declaration', text('\xef\xbb\xbf<?xml version="1.0"?>\n<!-- x --><svg/>'), 'image/svg+xml'],
  ['HTML', text('  <!DOCTYPE HTML><html></html>'), 'text/html'],
  ['HTML in UTF-16', Buffer.from('\ufeff<html><script>', 'utf16le'), 'text/html'],
  ['a script', text('#!/bin/sh\nrm -rf /'), 'text/x-shellscript'],
  ['PHP', text('<?php phpinfo();'), 'application/x-php'],
  ['text', text('Buongiorno'), 'text/plain'],
  ['XML', text('<?xml version="1.0"?><a/>'), 'application/xml'],
  ['a ZIP', files.zip(), 'application/zip'],
  ['a Word document', files.zip('[Content_Types].xml', `<Override ContentType="${word}.main+xml"/>`), word],
  ['an older Word document', followed(Buffer.from('d0cf11e0a1b11ae1', 'hex'), padding), 'application/x-cfb'],
  ['an executable', files.exe(), 'application/x-msdownload'],
  ['an ELF executable', followed(text('\x7fELF\x02\x01\x01'), Buffer.alloc(60)), 'application/x-elf'],
  ['a BMP', followed(text('BM'), Buffer.alloc(60)), 'image/bmp'],
  ['a certificate in PEM', text('-----BEGIN CERTIFICATE-----\nMIIB\n'), 'application/x-pem-file'],
  ['noise', Buffer.from('00112233445566778899', 'hex'), 'application/octet-stream'],
];

describe('R9 what is attached is told by its content', () => {
  let workshop: Workshop;
  before(() => {
    workshop = new Workshop();
  });
  after(() => workshop.close());

  for (const [name, content, mediaType, size] of good) {
    it(`recognises ${name}, from a file and from memory alike`, async () => {
      const found = await recogniseContent(workshop.file(content));
      expect(found).to.include({ ok: true, mediaType });
      if (size && found.ok) expect([found.width, found.height]).to.deep.equal(size);
      expect(await recogniseContent(content)).to.deep.equal(found);
    });
  }

  for (const [name, content, found] of bad) {
    it(`refuses ${name}`, async () => {
      const refusal = await recogniseContent(workshop.file(content));
      expect(refusal).to.deep.include({ ok: false, code: 'ATTACHMENT_NOT_ALLOWED', found });
      if (!refusal.ok) expect(refusal.reason).to.have.all.keys('it', 'en');
    });
  }

  it('notices a swapped extension, whatever is swapped for what', async () => {
    const samples: Readonly<Record<string, Buffer>> = {
      jpg: files.jpeg(),
      png: files.png(),
      gif: files.gif(),
      webp: files.webp(),
      tif: files.tiff(),
      heic: files.heic(),
      pdf: files.pdf(),
    };
    for (const [own, content] of Object.entries(samples)) {
      const found = await recogniseContent(content);
      for (const extension of [...Object.keys(samples), 'p7m', 'exe', 'html']) {
        const agrees = found.ok && extensionAgrees(`documento.${extension}`, found.mediaType);
        expect(agrees, `${own} as ${extension}`).to.equal(own === extension);
      }
    }
  });

  it('looks at 25 MB of hostile structure in no time', async () => {
    const size = 25 * 1024 * 1024;
    const gif = Buffer.alloc(size, 1);
    files.gif().copy(gif, 0, 0, 19);
    gif.set(Buffer.from('2c0000000001000100000201', 'hex'), 19);
    const jpeg = Buffer.alloc(size, Buffer.from('ff00', 'hex'));
    files.jpeg().subarray(0, -3).copy(jpeg);
    const png = Buffer.alloc(size, Buffer.concat([Buffer.alloc(4), text('teXt'), Buffer.alloc(4)]));
    files.png().copy(png, 0, 0, 33);
    const padded = followed(files.pdf(), Buffer.alloc(size));
    for (const content of [gif, jpeg, png, padded]) {
      const path = workshop.file(content);
      const before = process.cpuUsage();
      await recogniseContent(path);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000, 'milliseconds of processor time').to.be.below(1_000);
    }
  });
});
