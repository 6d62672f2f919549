import { pino } from 'pino';

/** Where the service tells its operators what happens. Bodies, tokens, addresses and fiscal codes never go there. */
export type Log = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** A log of JSON lines on standard output. */
export const createLog = (level: string): Log => pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });

/** A fault as the log may know it: its kind, code and place, never its message, which can carry SQL and people's data. */
export function describeFault(error: unknown): { name: string; code?: string; at: string[] } {
  const { name, code, stack } = (error ?? {}) as { name?: string; code?: string; stack?: string };
  const at = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: name ?? typeof error,
    ...(code && { code: String(code) }),
    at: at.slice(0, 8).map((line) => line.trim()),
  };
}
