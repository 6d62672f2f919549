import { once } from 'node:events';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { startApp, stopApp } from './support/app.js';
import { assertLogIsSilent } from './support/log.js';

/** What came of tests. */
export interface Counts {
  passed: number;
  failed: number;
}

/**
 * Runs the files that run.ts hands over, one after the other, in this process: those of the group `unit` as they are, those
 * of any other against one service on the database that DATABASE_URL names.
 */
const group = process.argv[2];
const { Base } = Mocha.reporters;

if (group !== 'unit') await startApp();
for (let file = await nextFile(); file !== null; file = await nextFile()) process.send?.(await run(file));
if (group !== 'unit') {
  await stopApp();
  assertLogIsSilent();
}
process.exit();

/** The file to run next; null when there is none. */
async function nextFile(): Promise<string | null> {
  const [{ file }] = await once(process, 'message');
  return file;
}

/** Runs a file and tells what came of it, failures with all that is known of them. */
async function run(file: string): Promise<Counts> {
  const began = performance.now();
  const mocha = new Mocha({ timeout: 60_000, reporter: Base, color: false });
  mocha.addFile(join(import.meta.dirname, file));
  await mocha.loadFilesAsync();
  const failures: Mocha.Test[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('fail', (test) => failures.push(test));
  });
  mocha.dispose();
  const counts = { passed: stats?.passes ?? 0, failed: failures.length };
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  process.stdout.write(
    `${group.padEnd(8)} ${file.replace(/\.js$/, '.ts').padEnd(45)} ${counts.passed} passed${failed}, ${seconds} s\n${explained(failures)}`,
  );
  return counts;
}

/** Failures in words, in one text: several processes write to the same screen. */
function explained(failures: Mocha.Test[]): string {
  if (failures.length === 0) return '';
  let text = '';
  Base.consoleLog = (...args: unknown[]) => {
    text += `${format(...args)}\n`;
  };
  Base.list(failures);
  return text;
}
