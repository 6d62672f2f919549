import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { atLeast, atMost, milliseconds, row } from './markdown.js';
import type { OperationResult } from './measure.js';
import type { Options } from './options.js';
import { SIZES } from './seed/size.js';
import { BENCH, CAN_PIN, CONTESTANTS } from './servers.js';
import { targetsOf } from './targets.js';

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

/** The report for a page in Markdown: what was measured, and beside it what was promised. */
export function toMarkdown(report: Report): string {
  return [
    headOf(report),
    '',
    ...measuredTable(report),
    '',
    'Stanza beside its targets, medians of the ratios within each round:',
    '',
    ...targetTable(report),
    '',
    ...report.operations.map(({ operation, title }) => `- \`${operation}\`: ${title}.`),
    '',
  ].join('\n');
}

const headOf = ({ date, machine, node, database, size, rounds, seconds, connections, pinned }: Report): string =>
  `${date}: ${machine}; Node ${node}; ${database}. ${size.practices} practices, ` +
  `${size.practices * 10} messages, ${size.practices * 2} attached files; ` +
  `${rounds} rounds of ${seconds} s with ${connections} connections${pinned ? ', servers and load each on a core of its own' : ', nothing pinned to a core'}.`;

const measuredTable = ({ operations }: Report): string[] => [
  '| operation | server | CPU per request | × floor | database CPU per request | requests/s | Stanza is | p50 / p99 | one connection p50 / p99 |',
  '|---|---|---:|---:|---:|---:|---:|---:|---:|',
  ...operations.flatMap(({ operation, figures }) =>
    figures.map((each) =>
      row(
        operation,
        titleOf(each.server),
        milliseconds(each.cpu),
        times(each.cpuToFloor),
        milliseconds(each.databaseCpu),
        each.perSecond.toFixed(0),
        each.server === 'stanza' ? '' : times(each.stanzaThroughput),
        `${each.p50.toFixed(1)} / ${each.p99.toFixed(1)} ms`,
        `${each.singleP50.toFixed(1)} / ${each.singleP99.toFixed(1)} ms`,
      ),
    ),
  ),
];

const targetTable = ({ operations }: Report): string[] => [
  '| operation | CPU, × floor | requests/s, × Mercurius | requests/s, × Yoga | p99 of one connection, × floor |',
  '|---|---:|---:|---:|---:|',
  ...operations.map(({ operation, figures }) => {
    const of = (name: string) => figures.find(({ server }) => server === name);
    const { cpu, mercurius, yoga, p99 } = targetsOf(operation);
    return row(
      operation,
      atMost(of('stanza')?.cpuToFloor ?? null, cpu),
      atLeast(of('mercurius')?.stanzaThroughput ?? null, mercurius),
      atLeast(of('yoga')?.stanzaThroughput ?? null, yoga),
      atMost(of('stanza')?.singleP99ToFloor ?? null, p99),
    );
  }),
];

const times = (ratio: number | null): string => (ratio === null ? '' : `${ratio.toFixed(2)} ×`);

const titleOf = (name: string): string => CONTESTANTS.find((each) => each.name === name)?.title ?? name;

/** Keeps a report in bench/results, under the name of its size, as JSON and as Markdown. */
export function keepReport(report: Report): void {
  keep(`${report.size.name}.json`, `${JSON.stringify(report, null, 2)}\n`);
  keep(`${report.size.name}.md`, toMarkdown(report));
}

/** Keeps what was measured of growth in bench/results, and tells the page. */
export function keepGrowth(report: Report, table: string[]): string {
  const small = SIZES.small.practices;
  const page = [
    headOf(report),
    '',
    `CPU per request, beside a small municipality of ${small} practices:`,
    '',
    ...table,
    '',
  ];
  keep('growth.md', page.join('\n'));
  return page.join('\n');
}

function keep(file: string, text: string): void {
  const folder = join(BENCH, 'results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), text);
}
