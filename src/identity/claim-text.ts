import { isEmail } from 'class-validator';

/** What a column for an attribute holds, in characters. */
const LONGEST_TEXT = 255;
const LONGEST_PHONE = 40;

/** Control characters, halves of characters, and those that turn the direction of what follows them on a screen. */
const UNWANTED = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** An attribute as one line of at most 255 characters (NFC, without control characters), null when there is nothing. */
export function readText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const line = value.replace(/\s+/g, ' ').replace(UNWANTED, '').normalize('NFC').trim();
  const characters = Array.from(line);
  return (characters.length > LONGEST_TEXT ? characters.slice(0, LONGEST_TEXT).join('').trim() : line) || null;
}

/**
 * An attribute as one e-mail address, else null. Nothing is repaired: what needs it was not meant as one address, and a
 * comma, a line break or angle brackets in a recipient reach somebody else.
 */
export function readEmail(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const address = value.trim().normalize('NFC');
  if (/[\s,;:<>()"\\\p{Cc}]/u.test(address)) return null;
  return isEmail(address, { allow_utf8_local_part: false }) ? address : null;
}

/** An attribute as a telephone number, else null: what is longer than any is not cut, because it would be another. */
export function readPhone(value: unknown): string | null {
  const phone = readText(value);
  return phone !== null && phone.length <= LONGEST_PHONE ? phone : null;
}

/** An attribute as a calendar day, `YYYY-MM-DD`; null when there is no such day. */
export function readDay(value: unknown): string | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const date = new Date(`${value}T00:00:00Z`);
  // Date takes 30 February for 2 March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value) ? value : null;
}
