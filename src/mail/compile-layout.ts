import { readFile } from 'node:fs/promises';
import mjml from 'mjml';

const SOURCE = new URL('../../../src/mail/layout.mjml', import.meta.url);

/**
 * What layout.html.ts has to be: layout.mjml as HTML that mail programs render. MJML compiles it while developing, so
 * that neither MJML nor its two hundred packages run in the service.
 */
export async function compileLayout(): Promise<string> {
  const { html, errors } = await mjml(await readFile(SOURCE, 'utf8'), { validationLevel: 'strict', fonts: {} });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  if (/[`\\]|\$\{/.test(html)) throw new Error('The layout cannot stand in a template literal as it is');
  const lines = html.split('\n').map((line) => line.trim());
  return [
    '/** The layout of mails as HTML. Emitted from layout.mjml by emit-layout.js: change that file, not this one. */',
    `export const LAYOUT = \`${lines.filter((line) => line !== '').join('\n')}\`;`,
    '',
  ].join('\n');
}
