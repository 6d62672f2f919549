import type { Settings } from '../settings.js';
import { SettingsError } from '../settings-reader.js';
import type { AttachmentTools } from './accept-files.js';
import { AttachmentStore } from './attachment-store.js';
import { ClamdScanner } from './clamd-scanner.js';
import { Inspector } from './inspect-file.js';
import { loadTrustStore } from './p7m/trust-store.js';

/** Makes ready what attachments are worked with. Throws SettingsError when a folder cannot be used. */
export async function openAttachmentTools(settings: Settings): Promise<AttachmentTools> {
  const store = new AttachmentStore(settings.attachmentsDir);
  await store.open().catch(() => {
    throw new SettingsError(['ATTACHMENTS_DIR is wrong: it takes a folder that the service can write']);
  });
  const trust =
    settings.p7mTrustDir === null
      ? undefined
      : await loadTrustStore(settings.p7mTrustDir).catch((error: Error) => {
          throw new SettingsError([error.message]);
        });
  return {
    store,
    inspector: new Inspector({ trust }),
    scanner: settings.clamd && new ClamdScanner(settings.clamd),
  };
}
