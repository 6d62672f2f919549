import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import type { OperationResult } from './measure.js';
import type { Options } from './options.js';
import { BENCH, CAN_PIN, CONTESTANTS } from './servers.js';

/** What was measured, where and how. */
export interface Report {
  date: string;
  machine: string;
  node: string;
  database: string;
  size: Options['size'];
  rounds: number;
  seconds: number;
  connections: number;
  pinned: boolean;
  operations: OperationResult[];
}

export const makeReport = (options: Options, database: string, operations: OperationResult[]): Report => ({
  date: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  database,
  size: options.size,
  rounds: options.rounds,
  seconds: options.seconds,
  connections: options.connections,
  pinned: CAN_PIN,
  operations,
});

/** The report as a table for a page in Markdown. */
export function toMarkdown(report: Report): string {
  const { size, operations } = report;
  return [
    `${report.date}: ${report.machine}; Node ${report.node}; ${report.database}. ${size.practices} practices, ` +
      `${size.practices * 10} messages; ${report.rounds} rounds of ${report.seconds} s with ${report.connections} ` +
      `connections${report.pinned ? ', servers and load each on a core of its own' : ', nothing pinned to a core'}.`,
    '',
    '| operation | server | CPU per request | × floor | requests/s | Stanza is | p50 / p99 | one connection p50 / p99 |',
    '|---|---|---:|---:|---:|---:|---:|---:|',
    ...operations.flatMap(({ operation, figures }) =>
      figures.map((each) =>
        [
          '',
          operation,
          titleOf(each.server),
          `${each.cpu.toFixed(2)} ms`,
          times(each.cpuToFloor),
          each.perSecond.toFixed(0),
          each.server === 'stanza' ? '' : times(each.stanzaThroughput),
          `${each.p50.toFixed(1)} / ${each.p99.toFixed(1)} ms`,
          `${each.singleP50.toFixed(1)} / ${each.singleP99.toFixed(1)} ms`,
          '',
        ]
          .join(' | ')
          .trim(),
      ),
    ),
    '',
    ...operations.map(({ operation, title }) => `- \`${operation}\`: ${title}.`),
    '',
  ].join('\n');
}

const times = (ratio: number | null): string => (ratio === null ? '' : `${ratio.toFixed(2)} ×`);

const titleOf = (name: string): string => CONTESTANTS.find((each) => each.name === name)?.title ?? name;

/** Keeps a report in bench/results, under the name of its size, as JSON and as Markdown. */
export function keepReport(report: Report): void {
  const folder = join(BENCH, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${report.size.name}.json`), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(folder, `${report.size.name}.md`), toMarkdown(report));
}
