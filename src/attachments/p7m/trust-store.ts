import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Certificate, readCertificate } from './certificate.js';

/** Endings of the files of a trust store; others, a README say, are passed over. */
const CERTIFICATE_FILE = /\.(?:pem|crt|cer)$/i;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/g;

/** The certification authorities that the municipality trusts: the ends of every chain that counts. */
export class TrustStore {
  private readonly byDer: ReadonlySet<string>;

  constructor(readonly anchors: readonly Certificate[]) {
    this.byDer = new Set(anchors.map(({ der }) => der.toString('base64')));
  }

  /** From X.509 DER, the form in which a store crosses to another thread. Throws P7mFault on anything else. */
  static fromDer(certificates: ReadonlyArray<Uint8Array>): TrustStore {
    return new TrustStore(certificates.map((der) => readCertificate(Buffer.from(der))));
  }

  has(certificate: Certificate): boolean {
    return this.byDer.has(certificate.der.toString('base64'));
  }
}

function certificatesIn(text: string): Buffer[] {
  return [...text.matchAll(CERTIFICATE)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
}

/**
 * Loads P7M_TRUST_DIR: every certificate of every .pem, .crt and .cer file in it, several to a file if need be, in PEM.
 * Throws an Error of one line that names the setting when the directory cannot be read, a file has no certificate or a
 * broken one, or there is none at all: a store that trusts less than was meant must not go unnoticed.
 */
export async function loadTrustStore(directory: string): Promise<TrustStore> {
  const names = await readdir(directory).catch((cause) => {
    throw new Error(`P7M_TRUST_DIR: cannot read the directory ${directory}`, { cause });
  });
  const anchors: Certificate[] = [];
  for (const name of names.filter((each) => CERTIFICATE_FILE.test(each)).sort()) {
    const found = certificatesIn(await readFile(join(directory, name), 'latin1'));
    if (found.length === 0) throw new Error(`P7M_TRUST_DIR: ${name} has no certificate in PEM`);
    try {
      anchors.push(...found.map(readCertificate));
    } catch (cause) {
      throw new Error(`P7M_TRUST_DIR: ${name} has a certificate that cannot be read`, { cause });
    }
  }
  if (anchors.length === 0) throw new Error(`P7M_TRUST_DIR: ${directory} has no .pem, .crt or .cer file`);
  return new TrustStore(anchors);
}
