import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate for it, as files for openssl and as objects. */
export interface Identity {
  key: string;
  certificate: string;
  privateKey: KeyObject;
  x509: X509Certificate;
}

/** What a certificate says; days count from now. */
export interface CertificateOptions {
  subject: string;
  issuer?: Identity;
  /** Lines of an extension section of openssl. */
  extensions?: string;
  days?: number;
  digest?: string;
  serial?: number;
  /** Another's key, for certificates that only differ in themselves. */
  key?: string;
  algorithm?: KeyAlgorithm;
}

/** A kind of key. */
export type KeyAlgorithm = 'ed25519' | { curve: string } | { bits: number };

export const EC: KeyAlgorithm = { curve: 'P-256' };
export const EC_384: KeyAlgorithm = { curve: 'P-384' };
export const RSA: KeyAlgorithm = { bits: 2_048 };
export const RSA_1024: KeyAlgorithm = { bits: 1_024 };
export const RSA_512: KeyAlgorithm = { bits: 512 };
export const ED25519: KeyAlgorithm = 'ed25519';

export const AUTHORITY =
  'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash';
export const SIGNER = 'basicConstraints=CA:FALSE\nkeyUsage=critical,nonRepudiation\nsubjectKeyIdentifier=hash';

export const MARIO = '/C=IT/O=Prova/GN=Mario/SN=Rossi/serialNumber=TINIT-RSSMRA80A01H501U/CN=Mario Rossi';
export const GIULIA = '/C=IT/O=Prova/CN=Giulia Bianchi/serialNumber=IT:BNCGLI85B41F205X';

/** A new key, in PEM. Node makes the same as `openssl genpkey`, without a process for each. */
function privateKeyOf(algorithm: KeyAlgorithm): string {
  const { privateKey } =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : 'curve' in algorithm
        ? generateKeyPairSync('ec', { namedCurve: algorithm.curve })
        : generateKeyPairSync('rsa', { modulusLength: algorithm.bits });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

const ASCII = /^[ -~]*$/;

/** The public half of a key in a file, in PEM. */
const publicKeyOf = (path: string): string =>
  createPublicKey(readFileSync(path)).export({ type: 'spki', format: 'pem' }).toString();

/** A temporary folder in which openssl works. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'stanza-test-'));
  private count = 0;

  /** A new path in the folder. */
  path(extension = 'bin'): string {
    this.count += 1;
    return join(this.folder, `${this.count}.${extension}`);
  }

  /** The content in a new file. */
  file(content: Buffer | string, extension = 'bin'): string {
    const path = this.path(extension);
    writeFileSync(path, content);
    return path;
  }

  openssl(...args: string[]): Buffer {
    return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 2 ** 28 });
  }

  /** What openssl writes to `-out`. */
  made(...args: string[]): Buffer {
    const out = this.path();
    this.openssl(...args, '-out', out);
    return readFileSync(out);
  }

  identity(options: CertificateOptions): Identity {
    const { subject, issuer, extensions = SIGNER, days = 3_650, digest = 'sha256', algorithm = EC } = options;
    const key = options.key ?? this.file(privateKeyOf(algorithm), 'key');
    const certificate = this.path('pem');
    const about = ASCII.test(subject)
      ? ['-new', '-subj', subject, ...(issuer ? ['-force_pubkey', this.file(publicKeyOf(key), 'pub')] : [])]
      : ['-req', '-in', this.request(subject, key)];
    const signing = issuer ? ['-CA', issuer.certificate, '-CAkey', issuer.key] : ['-key', key];
    const serial = ['-set_serial', String(options.serial ?? 1_000 + this.count)];
    const config = ['-extfile', this.file(extensions), '-days', String(days), `-${digest}`];
    this.openssl('x509', ...about, ...signing, ...serial, ...config, '-out', certificate);
    const x509 = new X509Certificate(readFileSync(certificate));
    return { key, certificate, privateKey: createPrivateKey(readFileSync(key)), x509 };
  }

  /** A request for a certificate, which alone takes a subject in UTF-8. */
  private request(subject: string, key: string): string {
    const config = this.file('[req]\ndistinguished_name=n\n[n]\n');
    const out = this.path('csr');
    this.openssl('req', '-new', '-utf8', '-key', key, '-subj', subject, '-config', config, '-out', out);
    return out;
  }

  /** `openssl cms -sign` with the content inside, in DER. */
  sign(content: Buffer, signers: readonly Identity[], ...more: string[]): Buffer {
    const by = signers.flatMap(({ key, certificate }) => ['-signer', certificate, '-inkey', key]);
    const form = more.includes('-outform') ? [] : ['-outform', 'DER'];
    return this.made('cms', '-sign', '-binary', '-nodetach', '-in', this.file(content), ...form, ...by, ...more);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
