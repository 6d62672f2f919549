import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Context } from '../context.js';
import { isTakenKey } from '../database/contention.js';
import type { Locale, Text } from '../locale.js';
import { describeFault, type Log } from '../log.js';
import { badInput, conflict, ErrorCode, Refusal } from './errors.js';

/** What every error of an answer looks like. */
interface PresentedError {
  message: string;
  locations?: GraphQLFormattedError['locations'];
  path?: GraphQLFormattedError['path'];
  extensions: { code: string; details: unknown };
}

/** The one place where errors become answers: codes of the contract, the language of the request, and no inside of ours. */
export const presentErrors: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response, errors, contextValue }) {
        if (response.body.kind !== 'single') return;
        // Apollo's own, or those that the operation met while it ran, which executeCompiled leaves as they are.
        const met = errors ?? (response.body.singleResult.errors as GraphQLError[] | undefined);
        if (!met) return;
        const presented = met.map((error) => presentError(error, contextValue));
        response.body.singleResult.errors = presented;
        const isFault = presented.some(({ extensions }) => extensions.code === ErrorCode.INTERNAL_SERVER_ERROR);
        if (response.http.status === 500 && !isFault) response.http.status = 400;
      },
    };
  },
};

/** How an error is presented, and to whom. */
interface Presenting {
  locale: Locale;
  requestId: string;
  log: Log;
}

/** Presents one error that GraphQL met: a refusal as it is, a fault of ours as a number to look for in the log. */
function presentError(error: GraphQLError, { locale, requestId, log }: Presenting): PresentedError {
  const refusal = refusalIn(error) ?? fault(error.originalError ?? error, error.path?.join('.'), requestId, log);
  return {
    ...presentRefusal(refusal, locale),
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
  };
}

const presentRefusal = (refusal: Refusal, locale: Locale): PresentedError => ({
  message: refusal.text[locale],
  extensions: { code: refusal.code, details: localise(refusal.details, locale) },
});

/** Presents what ended a request before GraphQL saw it: a wrong token, a body that is too large or no JSON, a fault. */
export function presentHttpError(
  error: unknown,
  { locale, requestId, log }: Presenting,
): { status: number; errors: PresentedError[] } {
  const { statusCode = 500, message } = error as { statusCode?: number; message: string };
  if (error instanceof Refusal) {
    return { status: STATUS[error.code] ?? 400, errors: [presentRefusal(error, locale)] };
  }
  if (statusCode < 500) {
    return { status: statusCode, errors: [presentRefusal(badInput('body', same(message)), locale)] };
  }
  return { status: statusCode, errors: [presentRefusal(fault(error, undefined, requestId, log), locale)] };
}

/** Refusals that HTTP has a number for; the others are a bad request. */
const STATUS: Partial<Record<ErrorCode, number>> = {
  [ErrorCode.UNAUTHENTICATED]: 401,
  [ErrorCode.NOT_FOUND]: 404,
  [ErrorCode.ATTACHMENT_TOO_LARGE]: 413,
};

/** Presents what Apollo refuses before it has a context: a request that is no operation, or that a page could forge. */
export const presentBadRequest = (formatted: GraphQLFormattedError): GraphQLFormattedError =>
  formatted.extensions?.code === 'BAD_REQUEST'
    ? { ...presentRefusal(badInput('body', same(formatted.message)), 'it') }
    : formatted;

/** The refusal that an error stands for, if it stands for one: ours, GraphQL's own, or Apollo's. */
function refusalIn(error: GraphQLError): Refusal | null {
  const { originalError } = error;
  if (originalError instanceof Refusal) return originalError;
  if (isTakenKey(originalError)) return conflict(TAKEN);
  if (originalError && !(originalError instanceof GraphQLError)) return null;
  switch (error.extensions.code) {
    case 'GRAPHQL_PARSE_FAILED':
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'OPERATION_RESOLUTION_FAILURE':
    case 'BAD_REQUEST':
      return badInput('query', same(withoutValue(error.message)));
    case 'BAD_USER_INPUT':
      return badVariable(error);
    default:
      // A value that a scalar refused while the operation ran: GraphQL's own error, without a code.
      return error.extensions.code === undefined && error.path === undefined ? badVariable(error) : null;
  }
}

const TAKEN = {
  it: 'Qualcun altro ha appena salvato lo stesso valore: ricarichi e riprovi.',
  en: 'Somebody else has just stored the same value: reload and try again.',
};

/**
 * A variable that does not fit. GraphQL puts the refused value between the variable and the place, and its reason at the
 * end: both are told apart by the reason that the error within has, because a value can contain anything.
 */
function badVariable({ message, originalError }: GraphQLError): Refusal {
  const reason = originalError?.message ?? message;
  const [, variable] = /^Variable "\$(\w+)" got invalid value /.exec(message) ?? [];
  if (!variable || !message.endsWith(`; ${reason}`)) return badInput('variables', same(withoutValue(message)));
  const [, path = variable] = / at "([^"]+)"$/.exec(message.slice(0, -reason.length - 2)) ?? [];
  return badInput(path, same(withoutValue(reason)));
}

/** GraphQL repeats a refused value in its sentences; values, passwords among them, do not belong into errors and logs. */
const withoutValue = (sentence: string): string =>
  sentence
    .replace(/( cannot represent [^:]*):.*$/s, '$1.')
    .replace(/^Value ".*" does not exist in/s, 'The value does not exist in')
    .replace(/( got| has) invalid value .*$/s, '$1 an invalid value.')
    .replace(/^(Expected value of type "[^"]*"), found .*$/s, '$1.')
    .replace(/\b(String|BlockString|Int|Float) ".*"\.$/s, '$1.');

const same = (sentence: string): Text => ({ it: sentence, en: sentence });

function fault(error: unknown, path: string | undefined, requestId: string, log: Log): Refusal {
  log.error({ requestId, path, fault: describeFault(error) }, 'fault');
  return internalError(requestId);
}

/** What a client learns of a fault of ours. */
const internalError = (requestId: string): Refusal =>
  new Refusal(
    ErrorCode.INTERNAL_SERVER_ERROR,
    {
      it: 'Si è verificato un errore interno. Riprovi più tardi.',
      en: 'Something went wrong on our side. Please try again later.',
    },
    { requestId },
  );

/** Replaces every text that stands in all languages by the one of the reader. */
function localise(value: unknown, locale: Locale): unknown {
  if (Array.isArray(value)) return value.map((each) => localise(each, locale));
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  const entries = Object.entries(value);
  if (entries.length === 2 && 'it' in value && 'en' in value) return value[locale];
  return Object.fromEntries(entries.map(([key, each]) => [key, localise(each, locale)]));
}
