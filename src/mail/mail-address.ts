import { isEmail } from 'class-validator';

/** Spaces, line breaks, controls, and every character that could begin another address or a display name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const NOT_IN_ONE_ADDRESS = /[\s\u0000-\u001f\u007f-\u009f"(),:;<>[\\\]]/;

/** The longest address that SMTP carries. */
const LONGEST = 254;

/**
 * One e-mail address that a mail can go to, or null. Stricter than the standard: addresses in quotes, with comments or
 * display names, lists, and addresses of hosts by number are none. The domain, which has no case, is in lower case.
 */
export function singleAddress(text: string): string | null {
  const address = text.trim();
  if (address.length > LONGEST || NOT_IN_ONE_ADDRESS.test(address) || !isEmail(address)) return null;
  const at = address.lastIndexOf('@');
  return address.slice(0, at + 1) + address.slice(at + 1).toLowerCase();
}
