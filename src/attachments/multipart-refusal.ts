import { badInput, type Refusal } from '../graphql/errors.js';

/** The body is not what the convention for GraphQL multipart requests has. */
export const malformed = (): Refusal =>
  badInput('body', {
    it: 'non è una richiesta GraphQL multipart: richiede operations, poi map, poi i file.',
    en: 'is no GraphQL multipart request: it takes operations, then map, then the files.',
  });

/** The body ended, or went silent, before it was complete. */
export const cutShort = (): Refusal =>
  badInput('body', { it: 'è finito prima del previsto.', en: 'ended before it was complete.' });

/** One of the two fields is longer than they may be. */
export const tooLong = (field: 'operations' | 'map'): Refusal =>
  badInput(field, { it: 'è troppo lungo.', en: 'is too long.' });

/** A file came that the map does not name, or that has come before. */
export const unnamed = (): Refusal =>
  badInput('map', {
    it: 'richiede il nome di ogni file inviato, ciascuno una volta sola.',
    en: 'takes the name of every file that is sent, each once.',
  });

/** The map names a file that did not come. */
export const missing = (): Refusal =>
  badInput('map', { it: 'nomina un file che non è stato inviato.', en: 'names a file that was not sent.' });

/** One file is attached to two messages. */
export const attachedTwice = (): Refusal =>
  badInput('input.attachments', {
    it: 'un file si allega a un solo messaggio: lo invii una volta per ciascuno.',
    en: 'a file is attached to one message: send it once for each.',
  });
