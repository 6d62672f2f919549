import type { Settings } from '../../src/settings.js';
import { app } from './app.js';

/** Has each test of a describe meet an installation with other settings, as if it had been started with them. */
export function withSettings(other: Partial<Settings>): void {
  let usual: Settings;
  beforeEach(() => {
    usual = { ...app().settings };
    Object.assign(app().settings, other);
  });
  afterEach(() => Object.assign(app().settings, usual));
}
