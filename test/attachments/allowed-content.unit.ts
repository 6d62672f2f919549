import { expect } from 'chai';
import { cleanFilename, contentFilename, extensionAgrees } from '../../src/attachments/allowed-content.js';

describe('R9 the name of an attachment', () => {
  it('agrees with the content by its extension, in either case and spelling', () => {
    const agreeing = [
      ['foto.jpg', 'image/jpeg'],
      ['foto.JPEG', 'image/jpeg'],
      ['scansione.tif', 'image/tiff'],
      ['scansione.tiff', 'image/tiff'],
      ['IMG_1.HEIC', 'image/heic'],
      ['IMG_1.heif', 'image/heic'],
      ['modulo.pdf', 'application/pdf'],
      ['modulo.pdf.p7m', 'application/pkcs7-mime'],
      ['modulo.P7M', 'application/pkcs7-mime'],
    ] as const;
    for (const [name, mediaType] of agreeing) expect(extensionAgrees(name, mediaType), name).to.equal(true);
  });

  it('does not agree without an extension or with another one', () => {
    expect(extensionAgrees('foto', 'image/jpeg')).to.equal(false);
    expect(extensionAgrees('', 'image/jpeg')).to.equal(false);
    expect(extensionAgrees('jpg', 'image/jpeg')).to.equal(false);
    expect(extensionAgrees('foto.jpg.exe', 'image/jpeg')).to.equal(false);
    expect(extensionAgrees('modulo.pdf.p7m', 'application/pdf')).to.equal(false);
    expect(extensionAgrees('modulo.pdf', 'application/pkcs7-mime')).to.equal(false);
  });

  it('of a P7M may not claim one of our formats when another is inside', () => {
    const agrees = (name: string) => extensionAgrees(name, 'application/pkcs7-mime', 'application/pdf');
    expect(['a.pdf.p7m', 'a.p7m', 'a.pdf.p7m.p7m', 'istanza.2025.p7m', 'a.docx.p7m'].map(agrees)).not.to.include(false);
    expect(['a.jpg.p7m', 'a.tiff.p7m.p7m'].map(agrees)).not.to.include(true);
  });

  it('of the document inside a P7M always has the extension of what it is', () => {
    expect(contentFilename('modulo.pdf.p7m', 'application/pdf')).to.equal('modulo.pdf');
    expect(contentFilename('modulo.pdf.p7m.p7m', 'application/pdf')).to.equal('modulo.pdf');
    expect(contentFilename('modulo.p7m', 'image/tiff')).to.equal('modulo.tif');
    expect(contentFilename('modulo.exe.p7m', 'application/pdf')).to.equal('modulo.exe.pdf');
    expect(contentFilename('.p7m', 'application/pdf')).to.equal('allegato.pdf');
  });

  it('is kept as people wrote it', () => {
    for (const name of [
      'Città di Bugliano (copia 2).pdf',
      'ricevuta "n. 7" <1>.pdf',
      '申請書.pdf',
      'a.pdf.p7m',
      '👩‍👧.png',
    ]) {
      expect(cleanFilename(name)).to.equal(name);
    }
    expect(cleanFilename('cafe\u0301.pdf')).to.equal('caf\u00e9.pdf');
  });

  it('loses paths, control and bidirectional characters', () => {
    const cleaned: ReadonlyArray<readonly [string, string]> = [
      ['C:\\fakepath\\modulo.pdf', 'modulo.pdf'],
      ['../../etc/passwd', 'passwd'],
      ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie: x.pdf'],
      ['fattura\u202efdp.exe', 'fatturafdp.exe'],
      ['\u2066a\u2069\u200f\u061cb\u0000\u007f.pdf', 'ab.pdf'],
      ['a\ud800b.pdf', 'ab.pdf'],
      ['modulo.pdf. . ', 'modulo.pdf'],
      ['  modulo .pdf ', 'modulo.pdf'],
    ];
    for (const [name, clean] of cleaned) expect(cleanFilename(name)).to.equal(clean);
  });

  it('is never empty', () => {
    for (const name of ['', '/', '..', '\u202e', ' . ']) expect(cleanFilename(name)).to.equal('allegato');
    expect(cleanFilename('.pdf')).to.equal('allegato.pdf');
  });

  it('takes at most 255 bytes, keeps its extensions and is cut between characters', () => {
    const name = cleanFilename(`${'è'.repeat(300)}.pdf.p7m`);
    expect(name).to.equal(`${'è'.repeat(123)}.pdf.p7m`);
    const family = cleanFilename(`${'👩‍👧'.repeat(100)}.png`);
    expect(Buffer.byteLength(family)).to.be.at.most(255);
    expect(family).to.match(/^(?:👩‍👧)+\.png$/u);
    expect(Buffer.byteLength(cleanFilename('x'.repeat(1_000_000)))).to.equal(255);
    expect(Buffer.byteLength(cleanFilename(`a\u0301${'\u0301'.repeat(5_000)}.pdf`))).to.be.at.most(255);
  });
});
