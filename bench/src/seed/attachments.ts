import { createHash } from 'node:crypto';
import type { StoredSignature } from '../../../src/attachments/attachment.entity.js';
import { KIND } from './kinds.js';
import type { SeedMessage } from './municipality.js';
import { Random, seedId } from './random.js';
import type { Value } from './tables.js';

export const ATTACHMENT_COLUMNS = [
  ...['id', 'messageId', 'draftId', 'position', 'filename', 'mediaType', 'size', 'sha256', 'signed', 'createdAt'],
];

/** Of fifty messages and notes these, by their places, have so many files: ten files in all, one for five messages. */
const FILES: Record<number, number> = { 4: 1, 13: 2, 21: 1, 30: 3, 38: 1, 46: 2 };
const FIFTY = 50;

/** Most of them documents, every tenth signed, and some pictures taken with a telephone. */
const KINDS = [
  ...Array(5).fill({ mediaType: 'application/pdf', extension: 'pdf' }),
  ...Array(3).fill({ mediaType: 'image/jpeg', extension: 'jpg' }),
  { mediaType: 'image/png', extension: 'png' },
  { mediaType: 'application/pkcs7-mime', extension: 'pdf.p7m' },
] as { mediaType: string; extension: string }[];

const SUBJECTS = ['planimetria', 'documento', 'dichiarazione', 'ricevuta', 'relazione-tecnica', 'foto'];

const KIBIBYTE = 1024;

/** The rows of the files of a message. The files themselves do not exist: nothing that is measured opens one. */
export function* attachmentsOf(message: SeedMessage): Generator<Value[]> {
  const { id: messageId, index, place, createdAt } = message;
  const random = new Random('attachments', index);
  for (let position = 0; position < (FILES[place % FIFTY] ?? 0); position += 1) {
    const { mediaType, extension } = random.pick(KINDS);
    const id = seedId(KIND.attachment, index * 4 + position, createdAt);
    const filename = `${random.pick(SUBJECTS)}-${1 + random.below(99)}.${extension}`;
    const size = 20 * KIBIBYTE + random.below(4_000 * KIBIBYTE);
    const sha256 = sha256Of(id);
    const signed = extension.endsWith('p7m') ? JSON.stringify(signatureOf(sha256, size, createdAt)) : null;
    yield [id, messageId, null, position, filename, mediaType, size, sha256, signed, createdAt];
  }
}

const signatureOf = (sha256: string, size: number, at: Date): StoredSignature => ({
  status: 'UNTRUSTED' as StoredSignature['status'],
  signers: [
    {
      commonName: 'Nomina Inventata',
      fiscalCode: null,
      issuer: 'Autorità di prova',
      signedAt: at.toISOString(),
      validFrom: '2022-01-01T00:00:00.000Z',
      validUntil: '2028-01-01T00:00:00.000Z',
    },
  ],
  contentMediaType: 'application/pdf',
  contentSize: size - 2 * KIBIBYTE,
  contentSha256: sha256Of(sha256),
});

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
