import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { EC, RSA_1024 } from '../support/certificates.js';
import * as der from '../support/der.js';
import * as made from '../support/envelope.js';
import * as files from '../support/files.js';
import { inLines, PDF, pem, SigningDesk } from '../support/signing.js';

interface Good {
  name: string;
  make: (desk: SigningDesk) => Buffer;
  document?: Buffer;
  contentMediaType?: string;
  signers?: readonly string[];
}

const MARIO = 'Mario Rossi';
const GIULIA = 'Giulia Bianchi';
const PSS = ['-keyopt', 'rsa_padding_mode:pss'];
const large = files.pdf(randomBytes(100_000).toString('latin1'));

const algorithms: readonly Good[] = [
  { name: 'DER, RSA with SHA-256', make: (desk) => desk.sign(PDF, [desk.mario]) },
  { name: 'RSA with SHA-384', make: (desk) => desk.sign(PDF, [desk.mario], '-md', 'sha384') },
  { name: 'RSA with SHA-512', make: (desk) => desk.sign(PDF, [desk.mario], '-md', 'sha512') },
  { name: 'RSA-PSS with SHA-256', make: (desk) => desk.sign(PDF, [desk.mario], ...PSS) },
  { name: 'RSA-PSS with SHA-512', make: (desk) => desk.sign(PDF, [desk.mario], ...PSS, '-md', 'sha512') },
  {
    name: 'RSA-PSS with a salt of 20',
    make: (desk) => desk.sign(PDF, [desk.mario], ...PSS, '-keyopt', 'rsa_pss_saltlen:20'),
  },
  { name: 'ECDSA on P-256', make: (desk) => desk.sign(PDF, [desk.giulia]), signers: [GIULIA] },
  { name: 'ECDSA on P-384', make: (desk) => desk.sign(PDF, [desk.curve], '-md', 'sha384'), signers: ['Curva'] },
  { name: 'CAdES-BES', make: (desk) => desk.sign(PDF, [desk.mario], '-cades') },
  { name: 'CAdES-BES with SHA-512', make: (desk) => desk.sign(PDF, [desk.mario], '-cades', '-md', 'sha512') },
  { name: 'the signer named by key identifier', make: (desk) => desk.sign(PDF, [desk.mario], '-keyid') },
];

const several: readonly Good[] = [
  { name: 'two signers', make: (desk) => desk.sign(PDF, [desk.mario, desk.giulia]), signers: [MARIO, GIULIA] },
  {
    name: 'three signers of two kinds',
    make: (desk) => desk.sign(PDF, [desk.mario, desk.giulia, desk.curve]),
    signers: [MARIO, GIULIA, 'Curva'],
  },
  { name: 'two envelopes', make: (desk) => desk.nested(2), signers: [GIULIA, MARIO] },
  { name: 'five envelopes', make: (desk) => desk.nested(5), signers: [MARIO, GIULIA, MARIO, GIULIA, MARIO] },
  {
    name: 'base64 inside an envelope',
    make: (desk) => desk.sign(inLines(desk.sign(PDF, [desk.mario])), [desk.giulia]),
    signers: [GIULIA, MARIO],
  },
];

const smime = (desk: SigningDesk) => {
  const by = ['-signer', desk.mario.certificate, '-inkey', desk.mario.key, '-in', desk.file(PDF)];
  return desk.made('smime', '-sign', '-binary', '-nodetach', '-outform', 'PEM', ...by);
};

const encodings: readonly Good[] = [
  { name: 'BER of indefinite lengths', make: (desk) => desk.sign(PDF, [desk.mario], '-stream') },
  { name: 'BER in chunks', make: (desk) => desk.sign(large, [desk.mario], '-stream'), document: large },
  {
    name: 'BER of two signers',
    make: (desk) => desk.sign(PDF, [desk.mario, desk.giulia], '-stream'),
    signers: [MARIO, GIULIA],
  },
  { name: 'PEM as openssl cms writes it', make: (desk) => desk.sign(PDF, [desk.mario], '-outform', 'PEM') },
  { name: 'PEM as openssl smime writes it', make: smime },
  { name: 'PEM headed PKCS7, of BER', make: (desk) => pem(desk.sign(PDF, [desk.mario], '-stream'), 'PKCS7') },
  { name: 'PEM headed CMS, with CRLF', make: (desk) => pem(desk.sign(PDF, [desk.mario]), 'CMS', '\r\n') },
  {
    name: 'PEM after a byte order mark',
    make: (desk) => Buffer.from(`\ufeff${pem(desk.sign(PDF, [desk.mario]), 'PKCS7')}`),
  },
  { name: 'base64 in one line', make: (desk) => Buffer.from(desk.sign(PDF, [desk.mario]).toString('base64')) },
  {
    name: 'base64 in lines of 76 with CRLF',
    make: (desk) => inLines(desk.sign(large, [desk.mario]), 76, '\r\n'),
    document: large,
  },
  {
    name: 'base64 in lines of 5 with blanks around',
    make: (desk) => Buffer.from(`\n ${inLines(desk.sign(PDF, [desk.mario]), 5)} \n`),
  },
  { name: 'base64 of BER', make: (desk) => inLines(desk.sign(PDF, [desk.mario], '-stream')) },
  {
    name: 'chunks within chunks',
    make: (desk) => {
      const rest = der.indefinite(0x24, der.octets(PDF.subarray(50)));
      const middle = der.tlv(0x24, der.octets(PDF.subarray(7, 50)), rest);
      const wrapped = der.indefinite(0x24, der.octets(PDF.subarray(0, 7)), middle);
      return made.signedBy(PDF, desk.mario, {}, { wrapped });
    },
  },
];

/** The usual attributes of a signature by Mario, as they were signed, and the signature. */
function signedAttributes(desk: SigningDesk): { sorted: Buffer[]; info: Buffer; asSigned: Buffer } {
  let usual: Buffer[] = [];
  const info = made.signerInfo(PDF, desk.mario, {
    attributes: (each) => {
      usual = each;
      return each;
    },
  });
  const sorted = [...usual].sort(Buffer.compare);
  return { sorted, info, asSigned: Buffer.concat([Buffer.from([0xa0]), der.set(...sorted).subarray(1)]) };
}

const resent = (desk: SigningDesk, send: (sorted: Buffer[]) => Buffer): Buffer => {
  const { sorted, info, asSigned } = signedAttributes(desk);
  const parts = der.members(info).map((part) => (part.equals(asSigned) ? send(sorted) : part));
  return made.envelope(PDF, [der.sequence(...parts)], { certificates: [desk.mario.x509.raw] });
};

const attributes: readonly Good[] = [
  { name: 'an envelope made by hand, RSA', make: (desk) => made.signedBy(PDF, desk.mario) },
  { name: 'an envelope made by hand, ECDSA', make: (desk) => made.signedBy(PDF, desk.giulia), signers: [GIULIA] },
  {
    name: 'no signing time',
    make: (desk) => made.signedBy(PDF, desk.mario, { attributes: (usual) => usual.filter((_, i) => i !== 1) }),
  },
  {
    name: 'a signature bound to its certificate',
    make: (desk) => {
      const bound = made.boundTo(desk.mario.x509.raw);
      return made.signedBy(PDF, desk.mario, { attributes: (usual) => [...usual, bound] });
    },
  },
  {
    name: 'a signature bound to its certificate by SHA-1, as before 2007',
    make: (desk) => {
      const bound = made.boundBySha1(desk.mario.x509.raw);
      return made.signedBy(PDF, desk.mario, { attributes: (usual) => [...usual, bound] });
    },
  },
  {
    name: 'attributes sent in another order than DER has them signed in',
    make: (desk) => resent(desk, (sorted) => der.tlv(0xa0, ...sorted.reverse())),
  },
  {
    name: 'attributes of indefinite length',
    make: (desk) =>
      resent(desk, (sorted) =>
        der.indefinite(0xa0, ...sorted.map((each) => der.indefinite(0x30, ...der.members(each)))),
      ),
  },
  {
    name: 'attributes signed in the order in which they are sent',
    make: (desk) =>
      made.signedBy(PDF, desk.mario, {
        unsorted: true,
        attributes: (usual) => [...usual].sort(Buffer.compare).reverse(),
      }),
  },
  {
    name: 'certificates that we cannot read beside the signer’s',
    make: (desk) => {
      const odd = [der.sequence(der.integer(1)), der.tlv(0xa1, der.integer(1))];
      return made.signedBy(PDF, desk.mario, {}, { certificates: [...odd, desk.mario.x509.raw] });
    },
  },
  {
    name: 'another certificate of the same number first',
    make: (desk) => {
      const serial = Number.parseInt(desk.mario.x509.serialNumber, 16);
      const twin = desk.identity({ subject: '/CN=Mario', issuer: desk.authority, serial, algorithm: EC });
      return made.signedBy(PDF, desk.mario, {}, { certificates: [twin.x509.raw, desk.mario.x509.raw] });
    },
  },
];

const documents: readonly Good[] = [
  ['a JPEG', files.jpeg(), 'image/jpeg'],
  ['a PNG', files.png(), 'image/png'],
  ['a TIFF', files.tiff(), 'image/tiff'],
  ['a HEIC', files.heic(), 'image/heic'],
].map(([name, document, contentMediaType]) => ({
  name: `${name} inside`,
  make: (desk: SigningDesk) => desk.sign(document as Buffer, [desk.mario]),
  document: document as Buffer,
  contentMediaType: contentMediaType as string,
}));

describe('R9 signed documents are opened and verified', () => {
  let desk: SigningDesk;
  before(function () {
    this.timeout(30_000);
    desk = new SigningDesk();
  });
  after(() => desk.close());

  const table = [...algorithms, ...several, ...encodings, ...attributes, ...documents];
  for (const { name, make, document = PDF, contentMediaType = 'application/pdf', signers = [MARIO] } of table) {
    it(`accepts ${name}`, async () => {
      const found = await desk.inspect(make(desk));
      expect(found.inspection).to.deep.include({ ok: true, mediaType: 'application/pkcs7-mime' });
      if (!found.inspection.ok) return;
      const { signature } = found.inspection;
      expect(signature).to.include({ status: 'UNTRUSTED', contentMediaType, contentSize: document.length });
      expect(signature?.signers.map(({ commonName }) => commonName)).to.have.members(signers);
      expect(found.document?.equals(document)).to.equal(true);
    });
  }

  it('tells who signed, certified by whom, and when they say they did', async () => {
    const { inspection } = await desk.inspect(desk.sign(PDF, [desk.mario, desk.giulia]));
    const signers = inspection.ok ? (inspection.signature?.signers ?? []) : [];
    const mario = signers.find(({ commonName }) => commonName === MARIO);
    const giulia = signers.find(({ commonName }) => commonName === GIULIA);
    expect(mario).to.deep.include({ fiscalCode: 'RSSMRA80A01H501U', issuer: 'Prova CA (Prova S.p.A.)' });
    expect(giulia).to.deep.include({ fiscalCode: 'BNCGLI85B41F205X', issuer: 'Prova CA (Prova S.p.A.)' });
    expect(mario?.signedAt?.getTime()).to.be.closeTo(Date.now(), 60_000);
    expect(mario?.validFrom).to.deep.equal(new Date(desk.mario.x509.validFrom));
    expect(mario?.validUntil).to.deep.equal(new Date(desk.mario.x509.validTo));
  });

  it('tells names in any kind of string, and no fiscal code that is none', async () => {
    const subject = '/C=IT/GN=Zoë/SN=Čapek\u202e/serialNumber=VATIT-12345678901';
    const other = desk.identity({ subject, issuer: desk.authority });
    const { inspection } = await desk.inspect(made.signedBy(PDF, other));
    expect(inspection.ok && inspection.signature?.signers[0]).to.include({ commonName: 'Zoë Čapek', fiscalCode: null });
  });

  it('calls a signature by SHA-1 or a short key intact and no more', async () => {
    const short = desk.identity({ subject: '/CN=Corta', issuer: desk.authority, algorithm: RSA_1024 });
    for (const content of [desk.sign(PDF, [desk.mario], '-md', 'sha1'), desk.sign(PDF, [short])]) {
      const { inspection } = await desk.inspect(content);
      expect(inspection.ok && inspection.signature?.status).to.equal('UNTRUSTED');
    }
  });
});
