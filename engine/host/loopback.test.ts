import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { WebSocket } from 'ws';
import { RetraceError } from '../model/errors.ts';
import { connect } from '../model/link.ts';
import { fakeEngine } from '../testing/fake-engine.ts';
import { type Loopback, startLoopback } from './loopback.ts';
import { webSocketPipe } from './websocket-pipe.ts';

const engine = fakeEngine({ chooseFiles: () => Promise.resolve({ paths: [] }) });
const scratch = mkdtempSync(join(tmpdir(), 'retrace-loopback-'));
const rendererDir = join(scratch, 'page');
let loopback: Loopback;
let port: number;
let token: string;

before(async () => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  mkdirSync(join(scratch, 'page-beside'));
  writeFileSync(join(rendererDir, 'index.html'), '<title>Retrace</title>');
  writeFileSync(join(rendererDir, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(rendererDir, 'assets', 'with space.css'), 'a {}');
  writeFileSync(join(rendererDir, '.hidden'), 'secret');
  writeFileSync(join(scratch, 'secret.txt'), 'secret');
  writeFileSync(join(scratch, 'page-beside', 'secret.txt'), 'secret');
  symlinkSync(join(scratch, 'secret.txt'), join(rendererDir, 'link.txt'));
  symlinkSync(join(scratch, 'page-beside'), join(rendererDir, 'folder'));
  loopback = await startLoopback({ engine, rendererDir, requested: ['/a.json'] });
  const url = new URL(loopback.url);
  port = Number(url.port);
  token = new URLSearchParams(url.hash.slice(1)).get('token') ?? '';
});

after(async () => {
  await loopback.close();
  rmSync(scratch, { recursive: true });
});

type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

/** Sends the path unchanged: fetch would normalize it. */
async function ask(path: string, { method = 'GET', host = `127.0.0.1:${port}` } = {}): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { host }, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    asked.on('error', reject).end();
  });
}

/** Sends raw bytes, for requests that no HTTP client would send. */
async function askRaw(text: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    let answer = '';
    const socket = connectSocket(port, '127.0.0.1', () => socket.end(text));
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

describe('the address', () => {
  test('is on this computer alone, with a token of 24 random bytes where browsers do not send it', async () => {
    assert.match(loopback.url, /^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}$/);
    const other = await startLoopback({ engine, rendererDir });
    assert.notEqual(new URL(other.url).hash, new URL(loopback.url).hash);
    await other.close();
  });

  test('a port that is taken is refused with a sentence', async () => {
    await assert.rejects(
      startLoopback({ engine, rendererDir, port }),
      (error) => error instanceof RetraceError && /is taken/.test(error.message),
    );
  });

  test('a page that is not built is refused with a sentence', async () => {
    const missing = startLoopback({ engine, rendererDir: join(scratch, 'nowhere') });
    await assert.rejects(missing, (error) => error instanceof RetraceError && /npm run build/.test(error.message));
  });
});

describe('files', () => {
  test('of the page are served with their types', async () => {
    for (const [path, type, text] of [
      ['/', 'text/html; charset=utf-8', '<title>Retrace</title>'],
      ['/?x=/../y', 'text/html; charset=utf-8', '<title>Retrace</title>'],
      ['/index.html', 'text/html; charset=utf-8', '<title>Retrace</title>'],
      ['/assets/app.js', 'text/javascript; charset=utf-8', 'export {};'],
      ['/assets/with%20space.css', 'text/css; charset=utf-8', 'a {}'],
    ] as const) {
      const answer = await ask(path);
      assert.deepEqual([answer.status, answer.headers['content-type'], answer.text], [200, type, text], path);
    }
  });

  test('by localhost too', async () => {
    assert.equal((await ask('/', { host: `localhost:${port}` })).status, 200);
  });

  test('HEAD answers without a body', async () => {
    const { status, headers, text } = await ask('/', { method: 'HEAD' });
    assert.deepEqual([status, headers['content-length'], text], [200, '22', '']);
  });

  for (const path of [
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/..%252fsecret.txt',
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/.%00./secret.txt',
    '/index.html%00.js',
    '//etc/passwd',
    '/%2fetc%2fpasswd',
    '/.hidden',
    '/%2ehidden',
    '/link.txt',
    '/folder/secret.txt',
    '/assets',
    '/assets/',
    '/folder',
    '/nothing.js',
    '/index.html/x',
    '/%',
    '/C:/secret.txt',
    '/assets/./app.js',
    '/pipe',
  ]) {
    test(`${path} is not served`, async () => {
      const { status, text } = await ask(path);
      assert.deepEqual([status, text], [404, 'There is nothing here.\n']);
    });
  }

  test('an address in place of a path is not served', async () => {
    for (const path of [`http://127.0.0.1:${port}/`, 'http://example.com/', '*'])
      assert.notEqual((await ask(path)).status, 200, path);
  });
});

describe('requests', () => {
  for (const host of [
    'example.com',
    'example.com:PORT',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:1',
    'localhost.example.com:PORT',
    '127.0.0.1:PORT.example.com',
    '[::1]:PORT',
    '0.0.0.0:PORT',
    'x@127.0.0.1:PORT',
  ]) {
    test(`for the host "${host}" are refused`, async () => {
      assert.equal((await ask('/', { host: host.replace('PORT', String(port)) })).status, 403);
    });
  }

  test('without a host, or with two, are refused', async () => {
    assert.match(await askRaw('GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await askRaw('GET / HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 403 /);
    assert.match(await askRaw('GET / HTTP/1.1\r\nHost:\r\n\r\n'), /^HTTP\/1\.1 403 /);
    const two = await askRaw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: example.com\r\n\r\n`);
    assert.doesNotMatch(two, /<title>Retrace/);
  });

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    test(`of the method ${method} are refused`, async () => {
      const { status, headers } = await ask('/', { method });
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD']);
    });
  }

  test('are answered with headers that keep the page to itself, also when refused', async () => {
    for (const answer of [await ask('/'), await ask('/nothing'), await ask('/', { host: 'example.com' })]) {
      assert.equal(answer.headers['x-content-type-options'], 'nosniff');
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['referrer-policy'], 'no-referrer');
      assert.equal(answer.headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
      const policy = String(answer.headers['content-security-policy']);
      assert.match(policy, /^default-src 'none'; script-src 'self'; /);
      assert.match(policy, /frame-ancestors 'none'$/);
      assert.ok(policy.includes(`connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port};`));
    }
  });
});

type Knock = { path?: string; host?: string; origin?: string | null; token?: string };

/** Tries to open the WebSocket; resolves with the HTTP status of a refusal, or the open socket. */
async function knock({
  path = '/pipe',
  host = `127.0.0.1:${port}`,
  origin = `http://${host}`,
  token: given = token,
}: Knock): Promise<number | WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}?token=${given}`, {
    headers: { host, ...(origin === null ? {} : { origin }) },
  });
  return await new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

describe('the pipe', () => {
  test('A5 carries calls for the page, and asks the first one to open the files that were named at the start', async () => {
    const socket = await knock({});
    assert.ok(socket instanceof WebSocket);
    assert.equal(socket.extensions, '');
    const client = connect(webSocketPipe(socket));
    const pushed = new Promise((resolve) => client.on('filesRequested', resolve));
    assert.deepEqual(await client.call('chooseFiles', { folder: false }), { paths: [] });
    assert.deepEqual(await pushed, { paths: ['/a.json'] });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.close();
    await closed;
  });

  test('opens for localhost too, where the page itself is from there', async () => {
    const socket = await knock({ host: `localhost:${port}` });
    assert.ok(socket instanceof WebSocket);
    socket.terminate();
  });

  const refused: Record<string, () => Knock> = {
    'no token': () => ({ token: '' }),
    'a wrong token': () => ({ token: 'x'.repeat(32) }),
    'part of the token': () => ({ token: token.slice(0, -1) }),
    'more than the token': () => ({ token: `${token}x` }),
    'no origin': () => ({ origin: null }),
    'an origin without a name': () => ({ origin: 'null' }),
    'a foreign origin': () => ({ origin: 'http://example.com' }),
    'the origin of another port': () => ({ origin: 'http://127.0.0.1:1' }),
    'the other name as origin': () => ({ origin: `http://localhost:${port}` }),
    'the origin with https': () => ({ origin: `https://127.0.0.1:${port}` }),
    'a foreign host': () => ({ host: 'example.com' }),
    'a foreign host and its origin': () => ({ host: `example.com:${port}`, origin: `http://example.com:${port}` }),
    'another path': () => ({ path: '/pipe/' }),
    'the root': () => ({ path: '/' }),
  };
  for (const [what, how] of Object.entries(refused)) {
    test(`stays closed for ${what}`, async () => assert.equal(await knock(how()), 403));
  }

  test('stays closed for what is no GET and for what is no WebSocket', async () => {
    const head = `Host: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\n`;
    const path = `/pipe?token=${token}`;
    assert.match(await askRaw(`POST ${path} HTTP/1.1\r\n${head}Upgrade: websocket\r\n\r\n`), /^HTTP\/1\.1 403 /);
    assert.match(await askRaw(`GET ${path} HTTP/1.1\r\n${head}Upgrade: h2c\r\n\r\n`), /^HTTP\/1\.1 400 /);
    assert.match(await askRaw(`GET ${path} HTTP/1.1\r\n${head}Upgrade: websocket\r\n\r\n`), /^HTTP\/1\.1 4/);
  });
});

test('closing ends what is open, and frees the port', async () => {
  const own = await startLoopback({ engine, rendererDir });
  const { host, hash, port: ownPort } = new URL(own.url);
  const socket = new WebSocket(`ws://${host}/pipe${hash.replace('#', '?')}`, { headers: { origin: `http://${host}` } });
  await new Promise((resolve) => socket.on('open', resolve));
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await own.close();
  await closed;
  await (await startLoopback({ engine, rendererDir, port: Number(ownPort) })).close();
});
