import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { getAltairHtml, getDistDirectory } from 'altair-static';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** A file of Altair as it is served. */
export interface AltairFile {
  mediaType: string;
  content: Buffer;
  /** Names this content: the names of the files stay the same from one version of Altair to the next. */
  etag: string;
}

/**
 * Answers a file of Altair by its path, read when it is first asked for. The paths are listed beforehand: what is not in
 * the list is not served, so no path leads out of its folder.
 */
export function altairFiles(): (name: string) => AltairFile | undefined {
  const folder = getDistDirectory();
  const paths = new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && extname(entry.name) in mediaTypes)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), path]),
  );
  const files = new Map<string, AltairFile>();
  return (name) => {
    const path = paths.get(name);
    if (!path) return undefined;
    const known = files.get(name);
    if (known) return known;
    const content = readFileSync(path);
    const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
    const file = { mediaType: mediaTypes[extname(name)], content, etag };
    files.set(name, file);
    return file;
  };
}

/** The page that loads Altair from the folder `base` and starts it with the script `boot`. */
export function altairPage(base: string, boot: string, title: string): string {
  return getAltairHtml()
    .replace('<html>', '<html lang="it">')
    .replace(/<title>.*<\/title>/, `<title>${title}</title>`)
    .replace(/<base.*>/, `<base href="${base}">`)
    .replace('</body>', `<script type="module" src="${boot}"></script></body>`);
}
