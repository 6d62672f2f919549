import { expect } from 'chai';
import { ED25519, RSA_512, SIGNER } from '../support/certificates.js';
import * as der from '../support/der.js';
import * as made from '../support/envelope.js';
import * as files from '../support/files.js';
import { flipped, inLines, PDF, pem, replaced, SigningDesk } from '../support/signing.js';

interface Bad {
  name: string;
  make: (desk: SigningDesk) => Buffer;
  reason: RegExp;
  code?: 'ATTACHMENT_SIGNATURE_INVALID' | 'ATTACHMENT_NOT_ALLOWED';
  found?: string;
}

const P7M = 'application/pkcs7-mime';
const NOT_ALLOWED = 'ATTACHMENT_NOT_ALLOWED';
const TSTINFO = '1.2.840.113549.1.9.16.1.4';
const other = files.pdf('un altro modulo');

const signed = (desk: SigningDesk, ...more: string[]) => desk.sign(PDF, [desk.mario], ...more);
const usualWith = (...more: Buffer[]) => ({ attributes: (usual: Buffer[]) => [...usual, ...more] });
const contentTypeOf = (type: string) => made.attribute(made.ATTRIBUTES.contentType, der.oid(type));
const digestOf = (content: Buffer) =>
  made.attribute(made.ATTRIBUTES.messageDigest, der.octets(made.hashed('sha256', content)));

const tampered: readonly Bad[] = [
  { name: 'a changed document', make: (desk) => replaced(signed(desk), 'un modulo', 'un Modulo'), reason: /changed/ },
  {
    name: 'a changed document in chunks',
    make: (desk) => replaced(signed(desk, '-stream'), 'un modulo', 'un Modulo'),
    reason: /changed/,
  },
  {
    name: 'a changed digest',
    make: (desk) => flipped(signed(desk), signed(desk).lastIndexOf(made.hashed('sha256', PDF))),
    reason: /changed/,
  },
  {
    name: 'a document changed together with its digest',
    make: (desk) => {
      const content = replaced(PDF, 'un modulo', 'un Modulo');
      const hashes = [PDF, content].map((each) => made.hashed('sha256', each));
      return replaced(replaced(signed(desk), PDF, content), hashes[0] ?? '', hashes[1] ?? '');
    },
    reason: /does not match/,
  },
  { name: 'a changed signature', make: (desk) => flipped(signed(desk), -3), reason: /does not match/ },
  { name: 'a changed signature by ECDSA', make: (desk) => flipped(desk.sign(PDF, [desk.giulia]), -3), reason: /match/ },
  {
    name: 'a signature of another document',
    make: (desk) =>
      made.signedBy(PDF, desk.mario, { attributes: ([type = Buffer.alloc(0)]) => [type, digestOf(other)] }),
    reason: /changed/,
  },
  {
    name: 'one broken signature among two',
    make: (desk) => {
      const infos = [
        made.signerInfo(PDF, desk.mario),
        made.signerInfo(PDF, desk.giulia, { signature: Buffer.alloc(70) }),
      ];
      return made.envelope(PDF, infos, { certificates: [desk.mario.x509.raw, desk.giulia.x509.raw] });
    },
    reason: /does not match/,
  },
  {
    name: 'a changed signing time',
    make: (desk) => {
      const content = signed(desk);
      return flipped(content, content.lastIndexOf(Buffer.from('170d', 'hex')) + 13);
    },
    reason: /does not match/,
  },
  {
    name: 'a content type changed after signing',
    make: (desk) => made.signedBy(PDF, desk.mario, {}, { contentType: TSTINFO }),
    reason: /content type/,
  },
  {
    name: 'a content type changed in the envelope of openssl',
    make: (desk) => {
      const content = signed(desk);
      const changed = der.oid(made.ID_DATA);
      return replaced(content, changed, flipped(changed, -1));
    },
    reason: /content type/,
  },
  {
    name: 'a certificate changed after issue',
    make: (desk) => replaced(signed(desk, '-cades'), 'Mario Rossi', 'Maria Rossi'),
    reason: /not the one/,
  },
  {
    name: 'a certificate of the same key and number in its place',
    make: (desk) => {
      const serial = Number.parseInt(desk.mario.x509.serialNumber, 16);
      const options = { subject: '/CN=Sindaco', issuer: desk.authority, serial, key: desk.mario.key };
      const twin = desk.identity({ ...options, extensions: SIGNER });
      const bound = usualWith(made.boundTo(desk.mario.x509.raw));
      return made.signedBy(PDF, desk.mario, bound, { certificates: [twin.x509.raw] });
    },
    reason: /not the one/,
  },
  {
    name: 'a certificate bound by SHA-1 that is another',
    make: (desk) => made.signedBy(PDF, desk.mario, usualWith(made.boundBySha1(desk.giulia.x509.raw))),
    reason: /not the one/,
  },
  {
    name: 'a certificate of another key in its place',
    make: (desk) => {
      const sid = made.issuerAndSerial(desk.giulia.x509.raw);
      return made.signedBy(PDF, desk.mario, { sid }, { certificates: [desk.giulia.x509.raw] });
    },
    reason: /algorithm/,
  },
];

const replayed: readonly Bad[] = [
  {
    name: 'signed attributes replayed as a document',
    make: (desk) => {
      let attributes: readonly Buffer[] = [];
      made.signerInfo(PDF, desk.mario, { attributes: (usual) => (attributes = usual) });
      return made.signedBy(der.sortedSet(...attributes), desk.mario, { bare: true });
    },
    reason: /attributes/,
  },
  { name: 'no signed attributes', make: (desk) => signed(desk, '-noattr'), reason: /attributes/ },
  {
    name: 'no content type among the attributes',
    make: (desk) => made.signedBy(PDF, desk.mario, { attributes: (usual) => usual.slice(1) }),
    reason: /attributes/,
  },
  {
    name: 'no digest among the attributes',
    make: (desk) => made.signedBy(PDF, desk.mario, { attributes: (usual) => usual.slice(0, 2) }),
    reason: /attributes/,
  },
  {
    name: 'two digests',
    make: (desk) => made.signedBy(PDF, desk.mario, usualWith(digestOf(other))),
    reason: /attributes/,
  },
  {
    name: 'a digest of two values',
    make: (desk) => {
      const values = [PDF, other].map((each) => der.octets(made.hashed('sha256', each)));
      const twice = made.attribute(made.ATTRIBUTES.messageDigest, ...values);
      return made.signedBy(PDF, desk.mario, { attributes: ([type = twice]) => [type, twice] });
    },
    reason: /attributes/,
  },
  {
    name: 'a signing time that is none',
    make: (desk) =>
      made.signedBy(PDF, desk.mario, {
        attributes: ([type, , digest]) => [
          ...[type, digest].flatMap((each) => each ?? []),
          made.attribute(made.ATTRIBUTES.signingTime, der.generalizedTime('20251399250000Z')),
        ],
      }),
    reason: /incomplete or damaged/,
  },
];

const algorithms: readonly Bad[] = [
  { name: 'MD5', make: (desk) => signed(desk, '-md', 'md5'), reason: /algorithm/ },
  { name: 'SHA-224', make: (desk) => signed(desk, '-md', 'sha224'), reason: /algorithm/ },
  {
    name: 'digests that contradict each other',
    make: (desk) => made.signedBy(PDF, desk.mario, { signatureAlgorithm: der.algorithm('1.2.840.113549.1.1.13') }),
    reason: /algorithm/,
  },
  {
    name: 'a kind of key that is not the certificate’s',
    make: (desk) => made.signedBy(PDF, desk.mario, { signatureAlgorithm: der.algorithm('1.2.840.10045.4.3.2') }),
    reason: /algorithm/,
  },
  {
    name: 'PSS with the defaults of SHA-1 beside SHA-256',
    make: (desk) => {
      const signatureAlgorithm = der.algorithm('1.2.840.113549.1.1.10', der.sequence());
      return made.signedBy(PDF, desk.mario, { signatureAlgorithm });
    },
    reason: /algorithm/,
  },
  {
    name: 'RSA of 512 bits',
    make: (desk) =>
      made.signedBy(PDF, desk.identity({ subject: '/CN=Corta', issuer: desk.authority, algorithm: RSA_512 })),
    reason: /algorithm/,
  },
  {
    name: 'Ed25519',
    make: (desk) => {
      const odd = desk.identity({ subject: '/CN=Edoardo', issuer: desk.authority, algorithm: ED25519 });
      return made.signedBy(PDF, odd, { signature: Buffer.alloc(64), signatureAlgorithm: der.algorithm('1.3.101.112') });
    },
    reason: /algorithm/,
  },
];

const broken: readonly Bad[] = [
  {
    name: 'an envelope cut short in its document',
    make: (desk) => signed(desk).subarray(0, 300),
    reason: /incomplete/,
  },
  { name: 'an envelope cut short by one byte', make: (desk) => signed(desk).subarray(0, -1), reason: /incomplete/ },
  { name: 'BER without its last end', make: (desk) => signed(desk, '-stream').subarray(0, -2), reason: /incomplete/ },
  { name: 'only its first 20 bytes', make: (desk) => signed(desk).subarray(0, 20), reason: /incomplete/ },
  {
    name: 'bytes behind the envelope',
    make: (desk) => Buffer.concat([signed(desk), Buffer.from('\n')]),
    reason: /behind the end/,
  },
  { name: 'a ZIP behind BER', make: (desk) => Buffer.concat([signed(desk, '-stream'), files.zip()]), reason: /behind/ },
  {
    name: 'text behind PEM',
    make: (desk) => Buffer.concat([pem(signed(desk), 'CMS'), Buffer.from('<script>')]),
    reason: /behind the end/,
  },
  { name: 'PEM without its end', make: (desk) => pem(signed(desk), 'PKCS7').subarray(0, -20), reason: /incomplete/ },
  {
    name: 'PEM with an end of another kind',
    make: (desk) => replaced(pem(signed(desk), 'PKCS7'), 'END PKCS7', 'END CMS'),
    reason: /incomplete/,
  },
  { name: 'base64 cut short', make: (desk) => inLines(signed(desk)).subarray(0, -5), reason: /incomplete/ },
  { name: 'base64 with odd letters', make: (desk) => replaced(inLines(signed(desk)), '\n', '*'), reason: /incomplete/ },
  {
    name: 'base64 with text behind its padding',
    make: (desk) => Buffer.concat([inLines(signed(desk)), Buffer.from('====AAAA')]),
    reason: /incomplete/,
  },
  { name: 'nobody’s signature', make: () => made.envelope(PDF, []), reason: /no signature/ },
  { name: 'no certificate of the signer', make: (desk) => signed(desk, '-nocerts'), reason: /certificate/ },
  {
    name: 'a broken certificate of the signer',
    make: (desk) => made.signedBy(PDF, desk.mario, {}, { certificates: [desk.mario.x509.raw.subarray(0, 100)] }),
    reason: /incomplete|certificate/,
  },
  {
    name: 'a document that is no octets',
    make: (desk) => made.signedBy(PDF, desk.mario, {}, { wrapped: der.sequence(der.octets(PDF)) }),
    reason: /incomplete/,
  },
  {
    name: 'a broken envelope inside a good one',
    make: (desk) => desk.sign(flipped(signed(desk), -3), [desk.giulia]),
    reason: /does not match/,
  },
];

const otherKinds: readonly Bad[] = (
  [
    {
      name: 'certificates only',
      make: (desk) => desk.made('crl2pkcs7', '-nocrl', '-certfile', desk.mario.certificate, '-outform', 'DER'),
      reason: /certificates only/,
    },
    {
      name: 'certificates only, in PEM',
      make: (desk) => desk.made('crl2pkcs7', '-nocrl', '-certfile', desk.mario.certificate),
      reason: /certificates only/,
    },
    {
      name: 'an encrypted document',
      make: (desk) =>
        desk.made(
          'cms',
          '-encrypt',
          '-binary',
          '-in',
          desk.file(PDF),
          '-outform',
          'DER',
          '-recip',
          desk.mario.certificate,
        ),
      reason: /encrypted/,
    },
    {
      name: 'an encrypted document of indefinite length',
      make: (desk) =>
        desk.made(
          'cms',
          '-encrypt',
          '-stream',
          '-in',
          desk.file(PDF),
          '-outform',
          'DER',
          '-recip',
          desk.mario.certificate,
        ),
      reason: /encrypted/,
    },
    {
      name: 'a digested document',
      make: (desk) => desk.made('cms', '-digest_create', '-binary', '-in', desk.file(PDF), '-outform', 'DER'),
      reason: /another kind/,
    },
    {
      name: 'a signature without its document',
      make: (desk) => {
        const by = ['-signer', desk.mario.certificate, '-inkey', desk.mario.key];
        return desk.made('cms', '-sign', '-binary', '-in', desk.file(PDF), '-outform', 'DER', ...by);
      },
      reason: /without the signed document/,
    },
    {
      name: 'a signed time stamp',
      make: (desk) =>
        made.signedBy(
          PDF,
          desk.mario,
          {
            attributes: ([, time = Buffer.alloc(0), digest = Buffer.alloc(0)]) => [
              contentTypeOf(TSTINFO),
              time,
              digest,
            ],
          },
          { contentType: TSTINFO },
        ),
      reason: /does not contain a document/,
    },
  ] satisfies Bad[]
).map((each) => ({ ...each, code: NOT_ALLOWED }));

const contents: readonly Bad[] = [
  ['an executable', files.exe(), 'application/x-msdownload'],
  ['a ZIP', files.zip(), 'application/zip'],
  ['HTML', Buffer.from('<html><script>alert(1)</script>'), 'text/html'],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
  ['nothing', Buffer.alloc(0), 'application/x-empty'],
  ['a PDF without its tail', PDF.subarray(0, -8), 'application/pdf'],
  ['a JPEG with a ZIP behind', Buffer.concat([files.jpeg(), files.zip()]), 'image/jpeg'],
].flatMap(([name, content, found]) => [
  {
    name: `${name} inside an envelope`,
    make: (desk: SigningDesk) => desk.sign(content as Buffer, [desk.mario]),
    reason: /inside the P7M/,
    code: NOT_ALLOWED,
    found: found as string,
  },
  {
    name: `${name} inside three envelopes`,
    make: (desk: SigningDesk) => desk.nested(3, content as Buffer),
    reason: /inside the P7M/,
    code: NOT_ALLOWED,
    found: found as string,
  },
]);

const tooDeep: Bad = { name: 'six envelopes', make: (desk) => desk.nested(6), reason: /too many/, code: NOT_ALLOWED };

describe('R9 signed documents that are none are refused', () => {
  let desk: SigningDesk;
  before(function () {
    this.timeout(30_000);
    desk = new SigningDesk();
  });
  after(() => desk.close());

  const table = [...tampered, ...replayed, ...algorithms, ...broken, ...otherKinds, ...contents, tooDeep];
  for (const { name, make, reason, code = 'ATTACHMENT_SIGNATURE_INVALID', found = P7M } of table) {
    it(`refuses ${name}`, async () => {
      const { inspection, document } = await desk.inspect(make(desk));
      expect(inspection).to.deep.include({ ok: false, code, found });
      if (!inspection.ok) expect(inspection.reason.en).to.match(reason);
      expect(document).to.equal(undefined);
    });
  }

  it('accepts 32 signatures and refuses 33, side by side or one within the other', async () => {
    const by = (count: number, content: Buffer) => {
      const infos = Array.from({ length: count }, () => made.signerInfo(content, desk.giulia));
      return made.envelope(content, infos, { certificates: [desk.giulia.x509.raw] });
    };
    expect((await desk.inspect(by(32, PDF))).inspection.ok).to.equal(true);
    for (const content of [by(33, PDF), by(16, by(17, PDF))]) {
      const { inspection } = await desk.inspect(content);
      expect(inspection.ok || inspection.reason.en).to.match(/too many signatures/);
    }
  });

  it('refuses a signed document at whichever byte it is cut short', async function () {
    this.timeout(20_000);
    const content = desk.sign(PDF, [desk.giulia], '-stream');
    for (let length = 1; length < content.length; length += 7) {
      expect((await desk.inspect(content.subarray(0, length))).inspection.ok, `${length}`).to.equal(false);
    }
  });
});
