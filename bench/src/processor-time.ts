import { readdirSync, readFileSync } from 'node:fs';

/** Begins to measure the processor time of a process, all threads; what it returns tells the milliseconds since then. */
export function processorTimeOf(pid: number): () => number {
  const before = timesOf(pid);
  return () => {
    let spent = 0;
    for (const [thread, time] of timesOf(pid)) spent += time - (before.get(thread) ?? 0);
    return spent;
  };
}

/**
 * By thread, so that one that has ended in the meantime takes nothing back: in nanoseconds where the kernel tells them, else
 * the whole process in hundredths of a second.
 */
function timesOf(pid: number): Map<string, number> {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return new Map(threads.map((id) => [id, timeOf(`/proc/${pid}/task/${id}/schedstat`)]));
  } catch {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return new Map([['', (Number(fields[11]) + Number(fields[12])) * 10]]);
  }
}

const timeOf = (file: string): number => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6;
