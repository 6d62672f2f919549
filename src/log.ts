import { type DestinationStream, pino } from 'pino';

/** Where the service tells its operators what happens. Bodies, tokens, addresses and fiscal codes never go there. */
export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** How much of the log is gathered before it is written, in bytes, and for how long at most, in milliseconds. */
const GATHERED = { minLength: 8_192, periodicFlush: 100 };

/**
 * A log of JSON lines, on standard output unless it is given another place. Lines are written together, a tenth of a second
 * late at most: a write for each would cost a request more than its statements do. When the process ends, what is left is
 * written.
 */
export const createLog = (
  level: string,
  destination: DestinationStream = pino.destination({ dest: 1, sync: false, ...GATHERED }),
): Log => pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);

/** A fault as the log may know it: its kind, code and place, never its message, which can carry SQL and people's data. */
export function describeFault(error: unknown): { name: string; code?: string; at: string[] } {
  const { name, message, code, stack = '' } = (error ?? {}) as Partial<Error> & { code?: string };
  // A message can have lines that look like places.
  const places = message ? stack.slice(stack.indexOf(message) + message.length) : stack;
  const at = places.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: name ?? typeof error,
    ...(code && { code: String(code) }),
    at: at.slice(0, 8).map((line) => line.trim()),
  };
}
