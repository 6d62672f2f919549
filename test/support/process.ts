import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** The service as `npm start` runs it, in a process of its own. */
export interface ServiceProcess {
  pid: number;
  /** Everything that it has written so far. */
  output(): string;
  /** Settles when it has logged this: with the fields of that line. Rejects when it ends without. */
  logged(message: string): Promise<Record<string, unknown>>;
  /** Settles when it listens: with its address. */
  listening(): Promise<string>;
  signal(name: 'SIGTERM'): void;
  /** Settles when it has ended: with its exit code. */
  ended(): Promise<number | null>;
  /** Ends it at once, if it still runs. */
  kill(): Promise<void>;
}

/** Starts the service with these settings and no others. */
export function startProcess(environment: Record<string, string>): ServiceProcess {
  const child = spawn(process.execPath, [MAIN], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let output = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const watcher of watchers) watcher();
    });
  }
  const find = (message: string) =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .find(({ msg }) => msg === message);

  const logged = (message: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const watcher = () => {
        const line = find(message);
        if (line) settle(() => resolve(line));
      };
      const settle = (how: () => void) => {
        watchers.delete(watcher);
        how();
      };
      watchers.add(watcher);
      watcher();
      ended.then((code) => settle(() => reject(new Error(`Ended with ${code} before '${message}':\n${output}`))));
    });

  return {
    pid: child.pid ?? 0,
    output: () => output,
    logged,
    listening: async () => String((await logged('listening')).address),
    signal: (name) => child.kill(name),
    ended: () => ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
