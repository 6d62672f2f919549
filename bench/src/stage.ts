import { startInstallation } from './installation.js';
import { databaseOf, type Options } from './options.js';
import { cleanDatabase, fillDatabase } from './seed/fill.js';
import type { Size } from './seed/size.js';
import type { Undo } from './undo.js';
import { makeWorkloads, type Workload } from './workload.js';

/** A filled database, what stands around the servers on it, and what is asked of them. */
export interface Stage {
  databaseUrl: string;
  environment: Record<string, string>;
  workloads: Workload[];
}

export async function setStage(options: Options, size: Size, undo: Undo, tell: (line: string) => void): Promise<Stage> {
  const databaseUrl = databaseOf(options.databaseUrl, size);
  const town = await fillDatabase(databaseUrl, size, tell);
  undo.later(() => cleanDatabase(databaseUrl));
  const { issuer, secret, environment, close } = await startInstallation(databaseUrl);
  undo.later(close);
  const workloads = await makeWorkloads(town, databaseUrl, issuer, secret);
  const isWanted = ({ name }: Workload) => options.only.length === 0 || options.only.includes(name);
  return { databaseUrl, environment, workloads: workloads.filter(isWanted) };
}
