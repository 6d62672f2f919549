import 'reflect-metadata';
import { readSettings } from './settings.js';
import { SettingsError } from './settings-reader.js';
import { startService } from './start.js';
import { stopOnSignal } from './stop-on-signal.js';

try {
  const settings = readSettings();
  const { dataSource } = await import('../ormconfig.js');
  const service = await startService(settings, dataSource);
  stopOnSignal(service);
  service.parts.log.info({ address: service.app.listeningOrigin }, 'listening');
} catch (error) {
  const lines = error instanceof SettingsError ? error.problems : [`Stanza cannot start: ${String(error)}`];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}
