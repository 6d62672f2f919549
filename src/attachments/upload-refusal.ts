import { badInput, ErrorCode, Refusal } from '../graphql/errors.js';
import type { Text } from '../locale.js';
import { allowedMediaTypes } from './allowed-content.js';
import type { ContentRefusal } from './content-refusal.js';
import { LARGEST_FILE, LARGEST_UPLOAD, MOST_FILES } from './limits.js';

const MEBIBYTE = 1024 * 1024;

/** A file is larger than any may be (R9). */
export const fileTooLarge = (filename: string): Refusal =>
  new Refusal(
    ErrorCode.ATTACHMENT_TOO_LARGE,
    {
      it: `«${filename}» supera la dimensione massima di ${LARGEST_FILE / MEBIBYTE} MB per file.`,
      en: `“${filename}” is larger than ${LARGEST_FILE / MEBIBYTE} MB, the most for one file.`,
    },
    { limitBytes: LARGEST_FILE, filename },
  );

/** All files of a request together are larger than a request may be (R9). */
export const uploadTooLarge = (): Refusal =>
  new Refusal(
    ErrorCode.ATTACHMENT_TOO_LARGE,
    {
      it: `L’invio supera la dimensione massima: al più ${MOST_FILES} file di ${LARGEST_FILE / MEBIBYTE} MB.`,
      en: `The upload is too large: it takes ${MOST_FILES} files of ${LARGEST_FILE / MEBIBYTE} MB at most.`,
    },
    { limitBytes: LARGEST_UPLOAD },
  );

/** More files than a message takes (R9). */
export const tooManyFiles = (path: string): Refusal =>
  badInput(path, { it: `richiede al massimo ${MOST_FILES} file.`, en: `takes ${MOST_FILES} files at most.` });

/** The content of a file is not accepted (R9): what was found, what is allowed, and the reason. */
export const contentRefused = (filename: string, { code, found, reason }: ContentRefusal): Refusal =>
  code === 'ATTACHMENT_SIGNATURE_INVALID'
    ? new Refusal(ErrorCode.ATTACHMENT_SIGNATURE_INVALID, named(filename, reason), { filename, reason })
    : notAllowedHere(filename, found, reason);

/** The name of a file says something else than its content (R9). */
export const nameContradicts = (filename: string, mediaType: string): Refusal =>
  notAllowedHere(filename, mediaType, {
    it: `L’estensione del nome non corrisponde al contenuto del file (${mediaType}).`,
    en: `The extension of the name does not agree with what the file is (${mediaType}).`,
  });

/** A virus was found in a file, or in the document that it carries. */
export const infected = (filename: string, mediaType: string, virus: string): Refusal =>
  notAllowedHere(filename, mediaType, {
    it: `L’antivirus ha rilevato un contenuto pericoloso (${virus}).`,
    en: `The virus scanner has found something dangerous in it (${virus}).`,
  });

/** A file could not be scanned where every file has to be: nothing is let through. */
export const notScanned = (filename: string, mediaType: string): Refusal =>
  notAllowedHere(filename, mediaType, {
    it: 'In questo momento l’antivirus non risponde e il file non si può controllare: riprovi più tardi, o invii il messaggio senza allegati.',
    en: 'The virus scanner does not answer at the moment, so the file cannot be checked: try again later, or send the message without attachments.',
  });

const notAllowedHere = (filename: string, mediaType: string, reason: Text): Refusal =>
  new Refusal(ErrorCode.ATTACHMENT_NOT_ALLOWED, named(filename, reason), {
    mediaType,
    allowed: allowedMediaTypes,
    filename,
  });

const named = (filename: string, reason: Text): Text => ({
  it: `«${filename}»: ${reason.it}`,
  en: `“${filename}”: ${reason.en}`,
});
