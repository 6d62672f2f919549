/** Prints what a test has measured, where TEST_FIGURES asks for it. */
export function reportFigures(figures: Record<string, string | number>): void {
  if (!process.env.TEST_FIGURES) return;
  for (const [name, value] of Object.entries(figures)) process.stdout.write(`  ${name}: ${value}\n`);
}
