import 'reflect-metadata';
import { setInterval } from 'node:timers';
import { openDataSource } from '../../src/database/data-source.js';
import { Database } from '../../src/database/database.js';
import { createLog } from '../../src/log.js';
import { mailChannel } from '../../src/mail/mail-channel.js';
import { smtpTransport } from '../../src/mail/mail-transport.js';
import { OutboxWorker } from '../../src/outbox/outbox-worker.js';
import { readSettings } from '../../src/settings.js';

/** How a process of its own runs a worker: its settings, and a clock that all processes of a test share. */
export interface OutboxProcess {
  environment: Record<string, string>;
  startedAt: number;
  /** How many times faster than the machine's the clock goes: 48 hours, leases and waits with it. */
  speed: number;
}

// A process that does nothing but deliver, to be killed by outbox-kills.test.ts, which can tell it to skip some time.
const { environment, startedAt, speed } = JSON.parse(process.argv[2] ?? '{}') as OutboxProcess;
const settings = readSettings(environment);
let skipped = 0;
const clock = () => new Date(startedAt + (Date.now() - startedAt) * speed + skipped);
const database = new Database(await openDataSource(settings.databaseUrl), { clock, settings });
await database.open();
const channel = mailChannel(smtpTransport(settings.smtpUrl ?? '', settings));
const worker = new OutboxWorker({ database, clock, log: createLog(settings.logLevel), channel });
worker.start();
// It sleeps by the machine's clock, so it has to be woken by the faster one.
setInterval(() => worker.wake(), 50);
process.send?.('started');
process.on('message', (total) => {
  skipped = Number(total);
});
process.on('disconnect', () => process.exit());
