import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { contentReasons, notAllowed } from './content-refusal.js';
import type { Inspection, InspectionRequest } from './inspect-content.js';
import type { WorkerAnswer, WorkerSettings } from './inspect-worker.js';
import type { TrustStore } from './p7m/trust-store.js';

/** How an inspector works. */
export interface InspectorSettings {
  /** What P7M_TRUST_DIR holds; without it no signature is better than UNTRUSTED. */
  trust?: TrustStore | undefined;
  /**
   * Longest look at one file, in milliseconds; 5,000 when not given. Good files of 25 MB take less than a tenth of one
   * second.
   */
  timeLimitMs?: number;
}

interface Job {
  request: InspectionRequest;
  resolve: (inspection: Inspection) => void;
  reject: (error: unknown) => void;
}

const TIME_LIMIT_MS = 5_000;
/**
 * Heap of the thread in megabytes: what it reads of files is outside of it. Beyond it the thread ends, not the process.
 */
const HEAP_MB = 128;

/**
 * Looks at attachments on a thread of its own, one file after another, so that no file, however hostile, keeps others
 * waiting for an answer of the service. The thread is started with the first file, ended and started anew when one
 * takes too long, and keeps no process alive that has nothing else to do.
 */
export class Inspector {
  private readonly queue: Job[] = [];
  private readonly timeLimitMs: number;
  private readonly anchors: readonly Uint8Array[] | undefined;
  private worker: Worker | undefined;
  private current: Job | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private readonly whenIdle: Array<() => void> = [];

  constructor({ trust, timeLimitMs = TIME_LIMIT_MS }: InspectorSettings = {}) {
    this.timeLimitMs = timeLimitMs;
    this.anchors = trust?.anchors.map(({ der }) => der);
  }

  /**
   * Says what a spooled file is (R9), verifies it where it is a P7M, and leaves the innermost document of that at
   * innerPath, flushed. A file that takes longer than the limit is refused. Rejects when it cannot be read or the
   * inspector is closed.
   */
  inspectFile(request: InspectionRequest): Promise<Inspection> {
    if (this.isClosed) return Promise.reject(new Error('The inspector of attachments is closed'));
    return new Promise((resolve, reject) => {
      this.queue.push({ request, resolve, reject });
      this.next();
    });
  }

  /** Takes no more files, waits for those that it has, and ends the thread. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.current) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.current) return;
    this.current = this.queue.shift();
    if (!this.current) {
      this.worker?.unref();
      for (const resolve of this.whenIdle.splice(0)) resolve();
      return;
    }
    this.worker ??= this.start();
    this.worker.ref();
    this.worker.postMessage(this.current.request);
    this.timer = setTimeout(() => this.giveUp(), this.timeLimitMs);
  }

  private start(): Worker {
    const workerData: WorkerSettings = { anchors: this.anchors };
    const worker = new Worker(new URL('./inspect-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.on('message', (answer: WorkerAnswer) => {
      if (worker === this.worker) this.finish((job) => settle(job, answer));
    });
    worker.on('error', (error) => this.lose(worker, error));
    worker.on('exit', () => this.lose(worker, new Error('The thread that inspects attachments has ended')));
    return worker;
  }

  private finish(end: (job: Job) => void): void {
    clearTimeout(this.timer);
    const job = this.current;
    this.current = undefined;
    if (job) end(job);
    this.next();
  }

  /** The thread is gone: the file it was at is not inspected, the next one gets a new thread. */
  private lose(worker: Worker, error: unknown): void {
    if (worker !== this.worker) return;
    this.worker = undefined;
    this.finish((job) => leaveNothing(job).then(() => job.reject(error), job.reject));
  }

  private giveUp(): void {
    const slow = this.worker;
    this.worker = undefined;
    const ended = slow?.terminate() ?? Promise.resolve(0);
    const refusal = notAllowed('application/octet-stream', contentReasons.tooLong);
    // Only a thread that has ended writes no more.
    this.finish((job) => ended.then(() => leaveNothing(job)).then(() => job.resolve(refusal), job.reject));
  }
}

function settle(job: Job, answer: WorkerAnswer): void {
  if ('error' in answer) job.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }));
  else job.resolve(answer.inspection);
}

const leaveNothing = ({ request }: Job): Promise<void> => rm(request.innerPath, { force: true });
