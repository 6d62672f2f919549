import type { Text } from '../../locale.js';
import type { RefusalCode } from '../content-refusal.js';

/** What people read about a P7M that is refused. */
export const p7mReasons = {
  broken: {
    it: 'Il file P7M è incompleto o danneggiato.',
    en: 'The P7M file is incomplete or damaged.',
  },
  trailing: {
    it: 'Il file P7M contiene altri dati dopo la fine del documento firmato.',
    en: 'The P7M file has other data behind the end of the signed document.',
  },
  tooComplex: {
    it: 'Il file P7M ha una struttura troppo complessa per essere esaminato.',
    en: 'The structure of the P7M file is too complex to be examined.',
  },
  notSigned: {
    it: 'Il file P7M non è un documento firmato: è cifrato o di altro tipo.',
    en: 'The P7M file is not a signed document: it is encrypted or of another kind.',
  },
  certificatesOnly: {
    it: 'Il file P7M contiene soltanto certificati, senza alcun documento.',
    en: 'The P7M file contains certificates only and no document.',
  },
  detached: {
    it: 'Il file contiene soltanto la firma, senza il documento firmato: allegare il P7M che contiene il documento.',
    en: 'The file contains the signature only, without the signed document: attach the P7M that contains the document.',
  },
  noSigner: {
    it: 'Il file P7M non contiene alcuna firma.',
    en: 'The P7M file contains no signature.',
  },
  tooManySigners: {
    it: 'Il file P7M contiene troppe firme o troppi certificati.',
    en: 'The P7M file contains too many signatures or certificates.',
  },
  nestedTooDeep: {
    it: 'Il documento è racchiuso in troppe buste P7M, una dentro l’altra.',
    en: 'The document is inside too many P7M envelopes, one within the other.',
  },
  tooLarge: {
    it: 'Il file P7M è troppo grande.',
    en: 'The P7M file is too large.',
  },
  noCertificate: {
    it: 'Nel file P7M manca il certificato di un firmatario.',
    en: 'The certificate of a signer is missing from the P7M file.',
  },
  noAttributes: {
    it: 'La firma non comprende gli attributi firmati, che sono obbligatori.',
    en: 'The signature does not cover signed attributes, which are mandatory.',
  },
  badAttributes: {
    it: 'Gli attributi firmati non corrispondono alla firma.',
    en: 'The signed attributes do not agree with the signature.',
  },
  otherContent: {
    it: 'Il tipo di contenuto dichiarato non è quello che è stato firmato.',
    en: 'The declared content type is not the one that was signed.',
  },
  notData: {
    it: 'Il file P7M non contiene un documento.',
    en: 'The P7M file does not contain a document.',
  },
  changedContent: {
    it: 'Il documento è stato modificato dopo la firma.',
    en: 'The document was changed after it was signed.',
  },
  otherCertificate: {
    it: 'Il certificato non è quello usato per firmare.',
    en: 'The certificate is not the one that was used to sign.',
  },
  badSignature: {
    it: 'La firma non corrisponde al documento o al certificato.',
    en: 'The signature does not match the document or the certificate.',
  },
  algorithm: {
    it: 'La firma usa un algoritmo che non è accettato.',
    en: 'The signature uses an algorithm that is not accepted.',
  },
  contentInside: {
    it: 'Il documento dentro il file P7M non si può allegare.',
    en: 'The document inside the P7M file cannot be attached.',
  },
} satisfies Record<string, Text>;

/** Ends the reading of a P7M: carries the code and the reason of the refusal that the caller makes of it. */
export class P7mFault extends Error {
  constructor(
    readonly reason: Text,
    readonly code: RefusalCode = 'ATTACHMENT_SIGNATURE_INVALID',
  ) {
    super(reason.en);
  }
}
