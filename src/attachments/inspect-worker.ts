import { parentPort, workerData } from 'node:worker_threads';
import { type Inspection, type InspectionRequest, inspectContent } from './inspect-content.js';
import { TrustStore } from './p7m/trust-store.js';

/** What the thread is started with: the trust store in X.509 DER, if there is one. */
export interface WorkerSettings {
  anchors: readonly Uint8Array[] | undefined;
}

/**
 * What the thread answers to each request: an inspection, or the error that kept it from one, whose code would be lost
 * otherwise.
 */
export type WorkerAnswer = { inspection: Inspection } | { error: { message: string; code: string | undefined } };

/** Looks at one file after another for inspect-file.ts, on a thread that may be ended at any time. */
function listen(port: NonNullable<typeof parentPort>, { anchors }: WorkerSettings): void {
  const trust = anchors && TrustStore.fromDer(anchors);
  port.on('message', (request: InspectionRequest) => {
    inspectContent(request, trust, new Date()).then(
      (inspection) => port.postMessage({ inspection } satisfies WorkerAnswer),
      ({ message, code }: NodeJS.ErrnoException) =>
        port.postMessage({ error: { message, code } } satisfies WorkerAnswer),
    );
  });
}

if (parentPort) listen(parentPort, workerData as WorkerSettings);
