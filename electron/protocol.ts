// The page's URL scheme: its privileges, and its answers, which are only the built files.

import { protocol } from 'electron';
import { pageHeaders } from '../engine/host/page-headers.ts';
import { readStatic } from '../engine/host/static-file.ts';
import { scheme } from './page-address.ts';

/** Electron requires this before it is ready. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

export function servePage(rendererDir: string): void {
  const headers = pageHeaders();
  protocol.handle(scheme, async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers });
    const { host, pathname } = new URL(url);
    const file = host === 'app' ? await readStatic(rendererDir, pathname) : null;
    if (file === null) return new Response(null, { status: 404, headers });
    return new Response(method === 'HEAD' ? null : file.bytes, {
      headers: { ...headers, 'Content-Type': file.contentType },
    });
  });
}
