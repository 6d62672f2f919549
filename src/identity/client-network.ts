import { isIPv6 } from 'node:net';

/**
 * The part of a client's address that one attacker does not change at will: an IPv4 address whole (also when it is written
 * as `::ffff:192.0.2.1`), the first 64 bits of an IPv6 address. Anything else is given back as it is.
 */
export function clientNetwork(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1];
  const withoutZone = address.replace(/%.*$/, '');
  if (!isIPv6(withoutZone)) return address;
  const [before, after] = withoutZone.split('::');
  const groups = before.split(':').filter((group) => group !== '');
  const missing = after === undefined ? 0 : 8 - groups.length - after.split(':').filter((group) => group !== '').length;
  const all = [...groups, ...Array<string>(missing).fill('0'), ...(after ?? '').split(':')];
  const prefix = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${prefix.join(':')}::/64`;
}
