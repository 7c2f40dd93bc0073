// Reads files of the built page for a server. Paths are untrusted: files outside the folder cannot be reached.

import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export type StaticFile = { readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

const contentTypes = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.map', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
  ['.wasm', 'application/wasm'],
]);

/** The file at a URL's path, which is still percent-encoded; null if there is none, or if it may not be read. */
export async function readStatic(folder: string, urlPath: string): Promise<StaticFile | null> {
  const segments = safeSegments(urlPath);
  if (segments === null) return null;
  try {
    const root = await realpath(folder);
    // A file's real place is known only after its links are resolved.
    const file = await realpath(join(root, ...segments));
    if (!file.startsWith(root + sep)) return null;
    const bytes = new Uint8Array(await readFile(file));
    return { bytes, contentType: contentTypes.get(extname(file)) ?? 'application/octet-stream' };
  } catch {
    return null;
  }
}

/** Decodes once, and refuses names that no file of the page has: hidden names, `..`, drives, NUL, backslashes. */
function safeSegments(urlPath: string): readonly string[] | null {
  const path = decodedOnce(urlPath);
  if (path === null || !path.startsWith('/')) return null;
  if (path === '/') return ['index.html'];
  const segments = path.slice(1).split('/');
  return segments.every((segment) => /^[^.\\/:\0][^\\/:\0]*$/.test(segment)) ? segments : null;
}

function decodedOnce(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
