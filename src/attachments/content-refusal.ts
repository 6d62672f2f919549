import type { Text } from '../locale.js';

/** The codes of the contract that the inspection of content answers. */
export type RefusalCode = 'ATTACHMENT_NOT_ALLOWED' | 'ATTACHMENT_SIGNATURE_INVALID';

/** Why content is not accepted (R9). */
export interface ContentRefusal {
  ok: false;
  code: RefusalCode;
  /** The media type that was found, as far as it can be told: `details.mediaType` of the contract. */
  found: string;
  reason: Text;
}

/** A refusal because the content is of a format that is not allowed, or is not whole. */
export const notAllowed = (found: string, reason: Text): ContentRefusal => ({
  ok: false,
  code: 'ATTACHMENT_NOT_ALLOWED',
  found,
  reason,
});

/** What people read about content that is refused whatever it is signed with. */
export const contentReasons = {
  otherFormat: (found: string): Text => ({
    it:
      `Il file è di un tipo che non si può allegare (${found}). ` +
      'Sono previsti: immagini JPEG, PNG, GIF, WebP, TIFF e HEIC, documenti PDF, documenti firmati digitalmente P7M.',
    en:
      `The file is of a type that cannot be attached (${found}). ` +
      'Allowed are JPEG, PNG, GIF, WebP, TIFF and HEIC images, PDF documents and digitally signed P7M documents.',
  }),
  empty: { it: 'Il file è vuoto.', en: 'The file is empty.' },
  brokenImage: {
    it: "L'immagine non si può leggere: è incompleta, danneggiata o di una variante non prevista.",
    en: 'The image cannot be read: it is incomplete, damaged or of a variant that is not allowed.',
  },
  brokenPdf: {
    it: 'Il documento PDF è incompleto o danneggiato.',
    en: 'The PDF document is incomplete or damaged.',
  },
  twoFiles: {
    it: 'Il file ne contiene un altro in coda, che non si può allegare.',
    en: 'The file has another one behind it, which cannot be attached.',
  },
  tooLong: {
    it: 'Non è stato possibile esaminare il file in un tempo ragionevole.',
    en: 'The file could not be examined in reasonable time.',
  },
} satisfies Record<string, Text | ((found: string) => Text)>;
