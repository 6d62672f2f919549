import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createLog, type Log } from '../../src/log.js';

/** Where the log of the whole run is kept, down to its finest level, whatever LOG_LEVEL shows of it. */
const FILE = process.env.STANZA_TEST_LOG ?? join(tmpdir(), `stanza-test-${process.pid}.log`);

const file = pino.destination({ dest: FILE, sync: true });

/** A log that is kept for the search at the end of the run, and shown from a level on. */
export function capturingLog(shown: string): Log {
  const streams = [{ level: 'trace' as const, stream: file }];
  if (shown === 'silent') return createLog('trace', pino.multistream(streams));
  const screen = { level: shown as 'info', stream: pino.destination({ dest: 1, sync: true }) };
  return createLog('trace', pino.multistream([...streams, screen]));
}

/** The lines of the log so far. */
export const logLines = (): Record<string, unknown>[] =>
  readFileSync(FILE, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** The names of what must not stand in a log: what people write and are, and what lets them in. */
const SECRET =
  /^(body|reason|note|outcomeReason|data|email\w*|recipients|phone|password|currentPassword|newPassword|temporaryPassword|token|accessToken|confirmationToken|fiscalCode|spidCode|givenName|familyName|displayName|search|street)$/;

/** Shorter ones stand in a log by chance. */
const SHORTEST = 6;

const secrets = new Set<string>();

/** Keeps what was sent and answered under such names, to be looked for at the end. */
export function keepSecrets(value: unknown, isSecret = false): void {
  if (typeof value === 'string' && isSecret && value.trim().length >= SHORTEST) secrets.add(value.trim());
  if (value === null || typeof value !== 'object') return;
  for (const [name, each] of Object.entries(value)) {
    const isInList = Array.isArray(value);
    keepSecrets(each, isSecret || (!isInList && SECRET.test(name)));
  }
}

const PATTERNS: Record<string, RegExp> = {
  'a fiscal code': /[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]/i,
  'an e-mail address': /[\w.%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+/i,
  'a telephone number': /(\+|00)39[ \d]{8,}/,
  'a token': /eyJ[\w-]+\.[\w-]+|Bearer/,
  'a statement of the database': /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM) /,
};

/** Fails when the log of the whole run holds something that people wrote, are, or come in by. */
export function assertLogIsSilent(): void {
  const texts = new Set<string>();
  for (const line of logLines()) collectTexts(line, texts);
  const all = [...texts].join('\n');
  const found = [
    ...Object.entries(PATTERNS).flatMap(([what, pattern]) =>
      pattern.test(all) ? [`${what}: ${pattern.exec(all)}`] : [],
    ),
    ...[...secrets].filter((secret) => all.includes(secret)).map((secret) => `what somebody sent or got: ${secret}`),
  ];
  if (found.length > 0) throw new Error(`The log of this run tells ${found.slice(0, 10).join('; ')}`);
}

const DRAWN = /^([0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** Every text of a line, each once; ids and instants, of which every line has its own, tell nobody anything. */
function collectTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string' && !DRAWN.test(value)) texts.add(value);
  if (value !== null && typeof value === 'object') for (const each of Object.values(value)) collectTexts(each, texts);
}
