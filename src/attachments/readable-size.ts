import type { Locale } from '../locale.js';

/** A number of bytes as people read it, such as `1,2 MB`. */
export function readableSize(bytes: number, locale: Locale): string {
  const [divisor, unit] = bytes < 1_000_000 ? [1_000, 'kB'] : [1_000_000, 'MB'];
  const rounded = Math.max(0.1, bytes / divisor);
  return `${rounded.toLocaleString(locale, { maximumFractionDigits: rounded < 10 ? 1 : 0 })} ${unit}`;
}
