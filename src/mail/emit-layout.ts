import { writeFile } from 'node:fs/promises';
import { compileLayout } from './compile-layout.js';

// Run after a change of layout.mjml: node dist/src/mail/emit-layout.js
await writeFile(new URL('../../../src/mail/layout.html.ts', import.meta.url), await compileLayout());
