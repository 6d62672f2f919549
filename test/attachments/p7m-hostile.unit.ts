import { expect } from 'chai';
import { MAX_P7M_BYTES, openP7m } from '../../src/attachments/open-p7m.js';
import * as der from '../support/der.js';
import * as made from '../support/envelope.js';
import * as files from '../support/files.js';
import { PDF, SigningDesk } from '../support/signing.js';

/** What a file that is not worth reading may take, in milliseconds. */
const LIMIT_MS = 100;
const MEGABYTE = 2 ** 20;

/** Milliseconds of processor time, the best of three: what the file takes, and not what else the machine is doing. */
async function quickest(file: Buffer): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    const before = process.cpuUsage();
    await openP7m(file, undefined, new Date());
    const { user, system } = process.cpuUsage(before);
    took.push((user + system) / 1_000);
  }
  return Math.min(...took);
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const many = (piece: Buffer, bytes: number) => Buffer.alloc(bytes - (bytes % piece.length), piece);
const times = (count: number, piece: Buffer) => Buffer.alloc(count * piece.length, piece);
const signedDataId = der.oid(made.ID_SIGNED_DATA);
/** The head of a SignedData up to its document, all of indefinite length. */
const openHead = Buffer.concat([
  hex('3080'),
  signedDataId,
  hex('a080 3080'),
  der.integer(1),
  der.set(der.algorithm(made.DIGESTS.sha256)),
  hex('3080'),
  der.oid(made.ID_DATA),
  hex('a080'),
]);
/** A signed document of indefinite length that is whole but for what stands in the place of the document. */
const around = (desk: SigningDesk, ...middle: Buffer[]) => {
  const signers = der.set(made.signerInfo(PDF, desk.mario));
  return Buffer.concat([openHead, ...middle, hex('0000 0000'), signers, hex('0000 0000 0000')]);
};

/** An envelope with so many certificates, each of a name of so many parts of that length. */
function withCertificates(desk: SigningDesk, count: number, parts: number, length: number): Buffer {
  const part = der.set(der.sequence(der.oid('2.5.4.3'), der.tlv(0x0c, Buffer.alloc(length, 0x41))));
  const name = der.sequence(times(parts, part));
  const validity = der.sequence(der.utcTime(new Date()), der.utcTime(new Date()));
  const tbs = der.sequence(der.integer(1), der.algorithm('1.2.3'), name, validity, der.sequence(), der.sequence());
  const certificate = der.sequence(tbs, der.algorithm('1.2.3'), der.integer(1));
  return made.signedBy(PDF, desk.mario, {}, { certificates: [times(count, certificate)] });
}

const hostile: ReadonlyArray<readonly [string, (desk: SigningDesk) => Buffer]> = [
  ['a length of 2 GB', () => Buffer.concat([hex('30 84 7fffffff'), signedDataId, Buffer.alloc(1_000)])],
  [
    'a length of 16 million TB',
    () => Buffer.concat([hex('30 88 ffffffffffffffff'), signedDataId, Buffer.alloc(1_000)]),
  ],
  ['a length of 126 octets', () => Buffer.concat([hex('30 fe'), Buffer.alloc(126, 1), signedDataId])],
  ['a document of 4 GB', (desk) => around(desk, hex('24 80 04 84 ffffffff'), Buffer.alloc(1_000))],
  ['a million chunks of a byte', (desk) => around(desk, hex('2480'), times(1_000_000, hex('04 01 41')), hex('0000'))],
  ['12 million empty chunks', (desk) => around(desk, hex('2480'), many(hex('0400'), 24 * MEGABYTE), hex('0000'))],
  ['a million chunks of definite length', (desk) => around(desk, der.tlv(0x24, times(1_000_000, hex('04 01 41'))))],
  ['chunks nested 12 million deep', () => Buffer.concat([openHead, many(hex('2480'), 24 * MEGABYTE)])],
  ['sequences nested a million deep', () => Buffer.concat([hex('3080'), signedDataId, times(1_000_000, hex('3080'))])],
  [
    'chunks nested a thousand deep, of definite length',
    (desk) => {
      let inner = der.octets(PDF);
      for (let i = 0; i < 1_000; i += 1) inner = der.tlv(0x24, inner);
      return around(desk, inner);
    },
  ],
  ['a million signers', () => made.envelope(PDF, [times(1_000_000, der.sequence(der.integer(1)))])],
  ['a thousand signers', (desk) => made.envelope(PDF, [times(1_000, made.signerInfo(PDF, desk.mario))])],
  [
    'a million certificates',
    (desk) => made.signedBy(PDF, desk.mario, {}, { certificates: [times(1_000_000, der.sequence(der.integer(1)))] }),
  ],
  [
    'a thousand certificates of the same number',
    (desk) => made.signedBy(PDF, desk.mario, {}, { certificates: [times(1_000, desk.giulia.x509.raw)] }),
  ],
  ['a hundred certificates of 200 KB', (desk) => withCertificates(desk, 100, 2_000, 80)],
  ['a hundred certificates of long names', (desk) => withCertificates(desk, 100, 30, 500)],
  [
    'a signer named by 100,000 names',
    (desk) => {
      const name = times(100_000, der.set(der.sequence(der.oid('2.5.4.3'), der.tlv(0x0c, Buffer.alloc(80)))));
      return made.signedBy(PDF, desk.mario, { sid: der.sequence(der.sequence(name), der.integer(1)) });
    },
  ],
  [
    'a million attributes',
    (desk) => {
      const attribute = made.attribute('1.2.3', der.integer(1));
      return made.signedBy(PDF, desk.mario, { attributes: (usual) => [...usual, times(1_000_000, attribute)] });
    },
  ],
  [
    'an object identifier of a megabyte',
    (desk) =>
      made.signedBy(PDF, desk.mario, { signatureAlgorithm: der.sequence(der.tlv(0x06, Buffer.alloc(MEGABYTE, 0x81))) }),
  ],
  [
    'base64 of 25 MB that says nothing',
    () => Buffer.concat([Buffer.from(openHead.toString('base64').slice(0, 24)), Buffer.alloc(MAX_P7M_BYTES - 24, '=')]),
  ],
  [
    'PEM of 25 MB without an end',
    () =>
      Buffer.concat([Buffer.from('-----BEGIN CMS-----\n'), Buffer.alloc(MAX_P7M_BYTES - 100, '-----END PKCS7-----')]),
  ],
  ['25 MB of zeros behind a head', () => Buffer.concat([openHead, Buffer.alloc(24 * MEGABYTE)])],
  ['more than 25 MB', () => Buffer.concat([openHead, Buffer.alloc(MAX_P7M_BYTES)])],
];

describe('R9 hostile envelopes are refused in no time', () => {
  let desk: SigningDesk;
  before(async function () {
    this.timeout(30_000);
    desk = new SigningDesk();
    // Code that has run before runs as it does in a service that has been up for a minute.
    for (let i = 0; i < 20; i += 1) await openP7m(desk.nested(2), undefined, new Date());
  });
  after(() => desk.close());

  for (const [name, make] of hostile) {
    it(`refuses ${name}`, async () => {
      const file = make(desk);
      expect((await openP7m(file, undefined, new Date())).ok).to.equal(false);
      expect(await quickest(file)).to.be.below(LIMIT_MS);
      expect((await desk.inspect(file)).inspection.ok).to.equal(false);
    });
  }

  it('refuses any damage without an error of its own', async function () {
    this.timeout(20_000);
    const content = desk.sign(PDF, [desk.giulia], '-cades');
    for (let i = 0; i < 4_000; i += 1) {
      const copy = Buffer.from(content);
      copy[(i * 7_919) % copy.length] = (i * 31) & 0xff;
      const opened = await openP7m(copy, undefined, new Date());
      // What nobody has signed may change: version numbers, or what stands in a certificate that is not bound.
      if (opened.ok) expect(opened.content.equals(PDF)).to.equal(true);
    }
  });

  it('opens 20 MB in the forms in which they come', async function () {
    this.timeout(30_000);
    const large = Buffer.concat([files.jpeg(4_096, 4_096), Buffer.alloc(20 * MEGABYTE, 7)]);
    const chunks = [];
    for (let at = 0; at < large.length; at += 1_000) chunks.push(der.octets(large.subarray(at, at + 1_000)));
    const forms = {
      der: made.signedBy(large, desk.mario),
      ber: made.signedBy(large, desk.mario, {}, { wrapped: der.indefinite(0x24, ...chunks) }),
      openssl: desk.sign(large, [desk.mario, desk.giulia], '-stream'),
    };
    for (const [form, file] of Object.entries(forms)) {
      const { inspection, document } = await desk.inspect(file);
      expect(inspection.ok && document?.equals(large), form).to.equal(true);
    }
  });
});
