/** A row of a table in Markdown. */
export const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;

/** Milliseconds in three digits. */
export const milliseconds = (value: number | null): string => (value === null ? '' : `${value.toPrecision(3)} ms`);

/** A ratio beside its target, and whether that is met. */
export const atMost = (ratio: number | null, target: number): string =>
  ratio === null ? '' : `${ratio.toFixed(2)} ≤ ${target.toFixed(1)} ${ratio <= target ? '✓' : '✗'}`;

export const atLeast = (ratio: number | null, target: number): string =>
  ratio === null ? '' : `${ratio.toFixed(2)} ≥ ${target.toFixed(1)} ${ratio >= target ? '✓' : '✗'}`;
