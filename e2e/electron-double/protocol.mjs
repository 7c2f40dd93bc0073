// The app's own scheme. Chromium does not know it, so scheme://host/ is shown as http://host.scheme.localhost/, which
// is a secure context too, and the app's own protocol handler answers every request there.
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NotModelled, checkKeys, record, strict } from './strict.mjs';

const PRIVILEGES = ['standard', 'secure', 'supportFetchAPI', 'stream', 'codeCache', 'corsEnabled', 'bypassCSP'];

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

const privileged = new Set();
const handlers = new Map();
let ready = false;
let registered = false;

export function setReady() {
  ready = true;
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes) {
    if (ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    if (registered) throw new NotModelled('a second registerSchemesAsPrivileged, which replaces the first,');
    registered = true;
    record('protocol.registerSchemesAsPrivileged', schemes);
    for (const { scheme, privileges = {} } of schemes) {
      checkKeys('protocol.registerSchemesAsPrivileged', privileges, PRIVILEGES);
      if (!privileges.standard || !privileges.secure) throw new NotModelled('a scheme that is not standard and secure');
      privileged.add(scheme);
    }
  },
  handle(scheme, handler) {
    if (!ready) throw new Error('protocol.handle should be called after app is ready');
    if (!privileged.has(scheme)) throw new NotModelled(`handling ${scheme}:, which is not privileged,`);
    if (handlers.has(scheme)) throw new Error('Failed to register protocol: ' + scheme);
    record('protocol.handle', scheme);
    handlers.set(scheme, handler);
  },
  unhandle: (scheme) => void handlers.delete(scheme),
  isProtocolHandled: (scheme) => handlers.has(scheme),
});

export const net = strict('net', {
  async fetch(input) {
    const url = typeof input === 'string' ? input : input.url;
    if (!url.startsWith('file:')) throw new NotModelled(`net.fetch of ${url}`);
    const path = fileURLToPath(url);
    try {
      const headers = { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' };
      return new Response(await readFile(path), { headers });
    } catch {
      throw new Error('net::ERR_FILE_NOT_FOUND');
    }
  },
});

/** The address that Chromium shows for an address of the app. */
export function asShown(url) {
  const [, scheme, host, rest] = /^([a-z][\w+.-]*):\/\/([^/?#]*)(.*)$/.exec(url) ?? [];
  return privileged.has(scheme) ? `http://${host}.${scheme}.localhost${rest.startsWith('/') ? rest : `/${rest}`}` : url;
}

/** The app's address for an address in Chromium. */
export function asApp(url) {
  const [, host, scheme, rest] = /^http:\/\/([^./]+)\.([^./]+)\.localhost(\/.*)?$/.exec(url) ?? [];
  return privileged.has(scheme) ? `${scheme}://${host}${rest ?? '/'}` : url;
}

/** The app's answer to a request held by Chromium; undefined for an address outside the app. */
export async function answer({ url, method, headers, postData }) {
  const address = asApp(url);
  const handler = handlers.get(new URL(address).protocol.slice(0, -1));
  if (!handler) return undefined;
  const init = postData === undefined ? { method, headers } : { method, headers, body: postData };
  const response = await handler(new Request(address, init));
  if (!(response instanceof Response)) throw new TypeError('protocol.handle: the handler did not return a Response');
  return {
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  };
}
