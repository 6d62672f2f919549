import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Inspector } from '../../src/attachments/inspect-file.js';
import { openP7m } from '../../src/attachments/open-p7m.js';
import { loadTrustStore, TrustStore } from '../../src/attachments/p7m/trust-store.js';
import * as ids from '../support/certificates.js';
import * as der from '../support/der.js';
import * as made from '../support/envelope.js';
import * as files from '../support/files.js';

const PDF = files.pdf('un modulo');
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const trusting = (...anchors: ids.Identity[]) => TrustStore.fromDer(anchors.map(({ x509 }) => x509.raw));

/** An envelope by a signer, with the certificates of the authorities between. */
const signed = (signer: ids.Identity, ...between: ids.Identity[]): Buffer =>
  made.signedBy(PDF, signer, {}, { certificates: [signer, ...between].map(({ x509 }) => x509.raw) });

async function statusOf(file: Buffer, trust: TrustStore | undefined, now = new Date()): Promise<string> {
  const opened = await openP7m(file, trust, now);
  return opened.ok ? opened.status : opened.reason.en;
}

describe('R9 with a trust store a signature is VALID, EXPIRED or UNTRUSTED', () => {
  const workshop = new ids.Workshop();
  let root: ids.Identity;
  let between: ids.Identity;
  let mario: ids.Identity;
  let giulia: ids.Identity;
  let stranger: ids.Identity;

  /** A chain root → authority → signer with something odd about the authority. */
  const under = (authority: Partial<ids.CertificateOptions>, signer: Partial<ids.CertificateOptions> = {}) => {
    const subject = `/CN=CA ${Math.random()}`;
    const above = workshop.identity({ subject, issuer: root, extensions: ids.AUTHORITY, ...authority });
    const below = workshop.identity({ subject: ids.GIULIA, issuer: above, ...signer });
    return signed(below, above);
  };

  before(function () {
    this.timeout(30_000);
    root = workshop.identity({ subject: '/CN=Radice', extensions: ids.AUTHORITY });
    between = workshop.identity({ subject: '/CN=Intermedia', issuer: root, extensions: ids.AUTHORITY });
    mario = workshop.identity({ subject: ids.MARIO, issuer: between, algorithm: ids.RSA });
    giulia = workshop.identity({ subject: ids.GIULIA, issuer: root, days: 30 });
    const foreign = workshop.identity({ subject: '/CN=Radice', extensions: ids.AUTHORITY });
    stranger = workshop.identity({ subject: '/CN=Estraneo', issuer: foreign });
  });
  after(() => workshop.close());

  it('is VALID when a chain leads to an authority of the store, over those that came along', async () => {
    expect(await statusOf(signed(giulia), trusting(root))).to.equal('VALID');
    expect(await statusOf(signed(mario, between), trusting(root))).to.equal('VALID');
    expect(await statusOf(signed(mario), trusting(between))).to.equal('VALID');
    expect(await statusOf(signed(mario), trusting(root, between))).to.equal('VALID');
    expect(await statusOf(workshop.sign(PDF, [giulia], '-cades'), trusting(root))).to.equal('VALID');
    const withBetween = workshop.sign(PDF, [mario], '-certfile', between.certificate, '-stream');
    expect(await statusOf(withBetween, trusting(root))).to.equal('VALID');
  });

  it('is UNTRUSTED without a store, or when no chain leads there', async () => {
    expect(await statusOf(signed(giulia), undefined)).to.equal('UNTRUSTED');
    expect(await statusOf(signed(mario), trusting(root))).to.equal('UNTRUSTED');
    expect(await statusOf(signed(mario, between, root), trusting(stranger))).to.equal('UNTRUSTED');
  });

  it('is UNTRUSTED under an authority that only has the name of one in the store', async () => {
    expect(await statusOf(signed(stranger), trusting(root))).to.equal('UNTRUSTED');
    expect(await statusOf(signed(stranger, root), trusting(root))).to.equal('UNTRUSTED');
  });

  it('is EXPIRED when the certificate of the signer or of an authority is over', async () => {
    expect(await statusOf(signed(giulia), trusting(root), inDays(29))).to.equal('VALID');
    expect(await statusOf(signed(giulia), trusting(root), inDays(31))).to.equal('EXPIRED');
    expect(await statusOf(under({ days: 10 }), trusting(root), inDays(11))).to.equal('EXPIRED');
    expect(await statusOf(signed(giulia), undefined, inDays(31))).to.equal('UNTRUSTED');
  });

  it('is EXPIRED when the signer claims a time outside the validity of the certificate', async () => {
    const claimed = made.attribute(made.ATTRIBUTES.signingTime, der.utcTime(new Date('2001-02-03T04:05:06Z')));
    const attributes = ([type, , digest]: Buffer[]) => [type, claimed, digest].flatMap((each) => each ?? []);
    expect(await statusOf(made.signedBy(PDF, giulia, { attributes }), trusting(root))).to.equal('EXPIRED');
  });

  it('is UNTRUSTED before the certificate begins', async () => {
    expect(await statusOf(signed(giulia), trusting(root), inDays(-2))).to.equal('UNTRUSTED');
  });

  it('is UNTRUSTED under what is no authority, or none for this', async () => {
    const odd = [
      under({ extensions: 'basicConstraints=CA:FALSE' }),
      under({ extensions: 'subjectKeyIdentifier=hash' }),
      under({ extensions: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,digitalSignature' }),
      under({ extensions: `${ids.AUTHORITY}\n1.2.3.4=critical,DER:0500` }),
      under({ extensions: `${ids.AUTHORITY}\nnameConstraints=critical,permitted;email:.example` }),
      under({ algorithm: ids.RSA_1024 }),
      under({ digest: 'sha1' }),
    ];
    for (const [index, file] of odd.entries())
      expect(await statusOf(file, trusting(root)), `${index}`).to.equal('UNTRUSTED');
    expect(await statusOf(under({}), trusting(root))).to.equal('VALID');
  });

  it('is UNTRUSTED for a certificate that is not made for signing', async () => {
    const odd = [
      under({}, { extensions: 'keyUsage=critical,keyEncipherment' }),
      under({}, { extensions: `${ids.SIGNER}\n1.2.3.4=critical,DER:0500` }),
      under({}, { algorithm: ids.RSA_1024 }),
      under({}, { digest: 'sha1' }),
    ];
    for (const [index, file] of odd.entries())
      expect(await statusOf(file, trusting(root)), `${index}`).to.equal('UNTRUSTED');
    expect(await statusOf(under({}, { extensions: 'keyUsage=digitalSignature' }), trusting(root))).to.equal('VALID');
    expect(await statusOf(under({}, { extensions: 'subjectKeyIdentifier=hash' }), trusting(root))).to.equal('VALID');
  });

  it('is UNTRUSTED where SHA-1 was used, though the chain is good', async () => {
    expect(await statusOf(workshop.sign(PDF, [giulia], '-md', 'sha1'), trusting(root))).to.equal('UNTRUSTED');
  });

  it('keeps to the length of chain that an authority allows', async () => {
    const narrow = `basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign`;
    const first = workshop.identity({ subject: '/CN=Stretta', issuer: root, extensions: narrow });
    const second = workshop.identity({ subject: '/CN=Sotto', issuer: first, extensions: ids.AUTHORITY });
    const direct = workshop.identity({ subject: ids.GIULIA, issuer: first });
    const below = workshop.identity({ subject: ids.GIULIA, issuer: second });
    expect(await statusOf(signed(direct, first), trusting(root))).to.equal('VALID');
    expect(await statusOf(signed(below, second, first), trusting(root))).to.equal('UNTRUSTED');
  });

  it('ends among authorities that certify each other', async () => {
    const make = (name: string, issuer?: ids.Identity, key?: string) =>
      workshop.identity({ subject: `/CN=${name}`, issuer, key, extensions: ids.AUTHORITY });
    const [a, b] = [make('A'), make('B')];
    const crossed = [a, b, make('A', b, a.key), make('B', a, b.key), make('A', b, a.key), make('B', a, b.key)];
    const signer = workshop.identity({ subject: '/CN=Anello', issuer: a });
    const started = performance.now();
    expect(await statusOf(signed(signer, ...crossed), trusting(root))).to.equal('UNTRUSTED');
    expect(performance.now() - started).to.be.below(500);
  });

  it('is the worst of several signatures, side by side or one within the other', async () => {
    const infos = (...by: ids.Identity[]) =>
      made.envelope(
        PDF,
        by.map((each) => made.signerInfo(PDF, each)),
        {
          certificates: [...by, between].map(({ x509 }) => x509.raw),
        },
      );
    expect(await statusOf(infos(mario, giulia), trusting(root))).to.equal('VALID');
    expect(await statusOf(infos(mario, giulia), trusting(root), inDays(31))).to.equal('EXPIRED');
    expect(await statusOf(infos(mario, giulia, stranger), trusting(root), inDays(31))).to.equal('UNTRUSTED');
    const around = (inner: Buffer) => made.signedBy(inner, giulia);
    expect(await statusOf(around(signed(mario, between)), trusting(root))).to.equal('VALID');
    expect(await statusOf(around(signed(stranger)), trusting(root))).to.equal('UNTRUSTED');
  });

  it('is told by the thread that inspects files as well', async () => {
    const inspector = new Inspector({ trust: trusting(root) });
    const content = signed(mario, between);
    const request = { path: workshop.file(content), size: content.length, innerPath: workshop.path() };
    const inspection = await inspector.inspectFile(request);
    await inspector.close();
    expect(inspection.ok && inspection.signature?.status).to.equal('VALID');
  });

  describe('loaded from a directory', () => {
    const folder = (contents: Readonly<Record<string, string | Buffer>>): string => {
      const path = workshop.path('d');
      mkdirSync(path);
      for (const [name, content] of Object.entries(contents)) writeFileSync(join(path, name), content);
      return path;
    };
    const refused = async (path: string): Promise<string> =>
      loadTrustStore(path).then(String, (error) => error.message);

    it('takes every certificate of every file', async () => {
      const pem = (identity: ids.Identity) => identity.x509.toString();
      const both = `Radice\n${pem(root)}\nIntermedia\n${pem(between).replaceAll('\n', '\r\n')}`;
      const trust = await loadTrustStore(folder({ 'a.pem': both, 'b.crt': pem(giulia), 'README.md': 'nothing' }));
      expect(trust.anchors.map(({ subject }) => subject.attributes.at(-1)?.value)).to.have.members([
        'Radice',
        'Intermedia',
        'IT:BNCGLI85B41F205X',
      ]);
    });

    it('ends the start with one line when it trusts less than was meant', async () => {
      const broken = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
      expect(await refused(workshop.path())).to.match(/^P7M_TRUST_DIR: cannot read the directory [^\n]+$/);
      expect(await refused(folder({}))).to.match(/^P7M_TRUST_DIR: [^\n]+ has no \.pem, \.crt or \.cer file$/);
      expect(await refused(folder({ 'a.pem': 'x' }))).to.equal('P7M_TRUST_DIR: a.pem has no certificate in PEM');
      expect(await refused(folder({ 'a.pem': broken }))).to.match(
        /^P7M_TRUST_DIR: a.pem has a certificate that cannot/,
      );
    });
  });
});
