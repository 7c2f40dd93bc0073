// Serves the app over HTTP and WebSocket on this computer only. Any web page and any local program can connect: without
// the token none can talk to the engine, and a page of another origin cannot even with the token.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { access } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Api } from '../model/api.ts';
import { must } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import { pageHeaders } from './page-headers.ts';
import { Conversation } from './conversation.ts';
import { readStatic } from './static-file.ts';
import { webSocketPipe } from './websocket-pipe.ts';

export type LoopbackOptions = {
  readonly engine: Api;
  /** Folder of the built page. */
  readonly rendererDir: string;
  /** 0 or absent: a free port. */
  readonly port?: number;
  /** Files given at the start: the first page is asked to open them. */
  readonly requested?: readonly string[];
};

/** `url` has the token in its fragment, which browsers never send. */
export type Loopback = { readonly url: string; close(): Promise<void> };

type Door = { readonly token: string; readonly hosts: readonly string[]; readonly headers: Record<string, string> };

const address = '127.0.0.1';
const largestMessage = 512 * 1024 * 1024;
const tokenBytes = 24;

/** Serves until closed; the caller owns the engine, which stays open. */
export async function startLoopback({
  engine,
  rendererDir,
  port = 0,
  requested = [],
}: LoopbackOptions): Promise<Loopback> {
  await requirePage(rendererDir);
  const waiting = [...requested];
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage, perMessageDeflate: false });
  const door = doorOf(await listen(server, port));

  server.on('request', (request, response) => void respond(door, rendererDir, request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    if (!maySpeak(door, request)) return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      const conversation = new Conversation(engine);
      conversation.start(webSocketPipe(accepted));
      const paths = waiting.splice(0);
      if (paths.length > 0) conversation.push('filesRequested', { paths });
    });
  });

  return {
    url: `http://${must(door.hosts[0])}/#token=${door.token}`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await closed(server);
    },
  };
}

async function requirePage(folder: string): Promise<void> {
  try {
    await access(join(folder, 'index.html'));
  } catch {
    throw new RetraceError(
      'not-found',
      `The page is not built: there is no index.html in ${folder}. Run "npm run build" first.`,
    );
  }
}

function doorOf(port: number): Door {
  const hosts = [`${address}:${port}`, `localhost:${port}`];
  const token = randomBytes(tokenBytes).toString('base64url');
  return { token, hosts, headers: pageHeaders(hosts.map((host) => `ws://${host}`)) };
}

async function respond(
  door: Door,
  rendererDir: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  // A foreign Host header means a web page that pointed its own name at this server.
  if (!hasOwnHost(door, request)) return finish(door, response, 403, 'This address is not served here.');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return finish(door, response, 405, 'Only GET and HEAD are answered.');
  }
  const path = (request.url ?? '').split(/[?#]/, 1)[0] ?? '';
  const file = await readStatic(rendererDir, path);
  if (file === null) return finish(door, response, 404, 'There is nothing here.');
  response.writeHead(200, {
    ...door.headers,
    'Content-Type': file.contentType,
    'Content-Length': file.bytes.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function finish(door: Door, response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...door.headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

/**
 * Browsers send an Origin with every upgrade, and pages cannot change it: a missing or foreign Origin is not our page.
 */
function maySpeak(door: Door, request: IncomingMessage): boolean {
  if (request.method !== 'GET' || !hasOwnHost(door, request)) return false;
  if (request.headers.origin !== `http://${request.headers.host}`) return false;
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  return path === '/pipe' && sameSecret(new URLSearchParams(query).get('token') ?? '', door.token);
}

function hasOwnHost(door: Door, request: IncomingMessage): boolean {
  return request.headers.host !== undefined && door.hosts.includes(request.headers.host);
}

/** Takes a time that depends neither on the first difference nor on the lengths. */
function sameSecret(given: string, secret: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}

function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : port;
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new RetraceError('bad-usage', `Port ${port} is taken. Choose another, or none for a free one.`);
  if (error.code === 'EACCES')
    return new RetraceError('no-permission', `Port ${port} may not be used by this user. Choose one above 1023.`);
  return error;
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
