import { GraphQLEnumType } from 'graphql';
import type { Text } from '../locale.js';

/** Why an operation was refused: `extensions.code` of every error. */
export enum ErrorCode {
  UNAUTHENTICATED = 'UNAUTHENTICATED',
  FORBIDDEN = 'FORBIDDEN',
  NOT_FOUND = 'NOT_FOUND',
  BAD_USER_INPUT = 'BAD_USER_INPUT',
  MESSAGE_WINDOW_CLOSED = 'MESSAGE_WINDOW_CLOSED',
  SPID_REQUIRED = 'SPID_REQUIRED',
  CONFIRMATION_INVALID = 'CONFIRMATION_INVALID',
  INVALID_TRANSITION = 'INVALID_TRANSITION',
  SERVICE_NOT_AVAILABLE = 'SERVICE_NOT_AVAILABLE',
  PREREQUISITE_MISSING = 'PREREQUISITE_MISSING',
  ATTACHMENT_NOT_ALLOWED = 'ATTACHMENT_NOT_ALLOWED',
  ATTACHMENT_TOO_LARGE = 'ATTACHMENT_TOO_LARGE',
  ATTACHMENT_SIGNATURE_INVALID = 'ATTACHMENT_SIGNATURE_INVALID',
  CONFLICT = 'CONFLICT',
  QUERY_TOO_COMPLEX = 'QUERY_TOO_COMPLEX',
  RATE_LIMITED = 'RATE_LIMITED',
  INTERNAL_SERVER_ERROR = 'INTERNAL_SERVER_ERROR',
}

/** ErrorCode in the schema. No field answers it, so TypeGraphQL would leave it out: schema.ts adds it. */
export const errorCodeType = new GraphQLEnumType({
  name: 'ErrorCode',
  description:
    'Why an operation was refused: `extensions.code` of a GraphQL error. `extensions.details` carries what the value says.',
  values: {
    UNAUTHENTICATED: { description: 'No valid token where one is needed; also a token that is wrong or has expired.' },
    FORBIDDEN: {
      description: 'The role, or the person, may not do this at all. details.blocks where messages are refused.',
    },
    NOT_FOUND: { description: 'There is no such thing, or the viewer may not see it.' },
    BAD_USER_INPUT: { description: 'A value is not acceptable. details.violations: [{ path, message }].' },
    MESSAGE_WINDOW_CLOSED: {
      description:
        'Not taken in charge yet, or decided. details.blocks: all that stands in the way, as MessagingState.blocks.',
    },
    SPID_REQUIRED: { description: 'The practice was not filed with SPID. details.blocks as MessagingState.blocks.' },
    CONFIRMATION_INVALID: { description: "An unknown, expired or somebody else's confirmation token." },
    INVALID_TRANSITION: { description: 'The status does not allow this change. details.from, details.to.' },
    SERVICE_NOT_AVAILABLE: {
      description:
        'The service takes no practices now. details.availability, details.publishedFrom, details.publishedUntil.',
    },
    PREREQUISITE_MISSING: {
      description:
        'An earlier service of the ordered group is not approved yet. details.missing: [{ id, slug, name }].',
    },
    ATTACHMENT_NOT_ALLOWED: {
      description: 'A file of a kind that is not allowed. details.mediaType as found, details.allowed.',
    },
    ATTACHMENT_TOO_LARGE: { description: 'A file, or all together, too large. details.limitBytes.' },
    ATTACHMENT_SIGNATURE_INVALID: { description: 'A signed document whose signature does not hold.' },
    CONFLICT: { description: 'Somebody else changed it first, or a unique value is taken.' },
    QUERY_TOO_COMPLEX: { description: 'The operation asks for too much at once. details.limit, details.kind.' },
    RATE_LIMITED: { description: 'Too many tries. details.retryAfterSeconds.' },
    INTERNAL_SERVER_ERROR: { description: 'A fault of the service. details.requestId, nothing else.' },
  },
});

/** What is wrong with one value: where it stands in the arguments, and what it takes. */
export interface Violation {
  path: string;
  message: Text;
}

/**
 * An operation refused for a reason that the client is told. Texts in the details stand in every language; the answer
 * carries the one of the request.
 */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly text: Text,
    readonly details: Record<string, unknown> = {},
  ) {
    super(text.en);
    this.name = 'Refusal';
  }
}

/** There is no such thing, or it is not for this viewer: the two answers are the same. */
export const notFound = (): Refusal =>
  new Refusal(ErrorCode.NOT_FOUND, {
    it: 'L’elemento richiesto non esiste.',
    en: 'What you asked for does not exist.',
  });

/** One value is not acceptable. The path names it from the arguments on, such as `input.body`. */
export const badInput = (path: string, message: Text): Refusal => badInputs([{ path, message }]);

/** Some values are not acceptable; all are told at once. */
export const badInputs = (violations: Violation[]): Refusal =>
  new Refusal(
    ErrorCode.BAD_USER_INPUT,
    {
      it: `Dati non validi: ${violations.map(({ path, message }) => `${path}: ${message.it}`).join(' ')}`,
      en: `Invalid input: ${violations.map(({ path, message }) => `${path}: ${message.en}`).join(' ')}`,
    },
    { violations },
  );

/** Nobody is signed in where somebody has to be, or the token is not valid. */
export const unauthenticated = (): Refusal =>
  new Refusal(ErrorCode.UNAUTHENTICATED, {
    it: 'Accesso richiesto: il token manca, non è valido o è scaduto.',
    en: 'Sign in first: the token is missing, not valid or has expired.',
  });

/** The viewer may see the thing but not do this to it, or the role is not meant to. */
export const forbidden = (
  text: Text = { it: 'Non è consentito a questo profilo.', en: 'This profile may not do this.' },
  details: Record<string, unknown> = {},
): Refusal => new Refusal(ErrorCode.FORBIDDEN, text, details);

/** Somebody else was first, or a unique value is taken. */
export const conflict = (text: Text): Refusal => new Refusal(ErrorCode.CONFLICT, text);
