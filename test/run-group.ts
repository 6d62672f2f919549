import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { startApp, stopApp } from './support/app.js';
import { assertLogIsSilent } from './support/log.js';

/**
 * Runs one group of the suite in this process: `unit` runs what stands in *.unit.ts, any other name what stands in
 * *.test.ts against a service on the engine that DATABASE_URL names. Further arguments pick files by a part of their path.
 */
const [group, ...parts] = process.argv.slice(2);
const ending = group === 'unit' ? '.unit.js' : '.test.js';
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith(ending) && (parts.length === 0 || parts.some((part) => file.includes(part))))
  .sort();

const mocha = new Mocha({ timeout: 60_000, reporter: 'dot', color: false });
for (const file of files) mocha.addFile(join(import.meta.dirname, file));
if (group !== 'unit' && files.length > 0) {
  mocha.rootHooks({ beforeAll: startApp, afterAll: [stopApp, assertLogIsSilent] });
}
await mocha.loadFilesAsync();

const runner = mocha.run((failed) => {
  const passed = runner.stats?.passes ?? 0;
  process.send?.({ passed, failed }, () => process.exit(failed > 0 ? 1 : 0));
});
