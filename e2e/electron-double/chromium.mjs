// Chromium as the double's screen: started without a window, controlled through the DevTools protocol.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';

const SWITCHES = [
  '--remote-debugging-port=0',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  // The address bar of a Chromium window has pages of its own, which cost as much as one of ours.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup',
  '--disable-gpu',
  '--disable-ipc-flooding-protection',
  '--disable-quic',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--screen-info={1920x1080}',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Folder for everything that this run writes to disk; removed at its end. */
export const scratch = mkdtempSync(join(tmpdir(), 'electron-double-'));

let connection;

/** Starts Chromium once; resolves with the connection to it. */
export function browser() {
  connection ??= start();
  return connection;
}

async function start() {
  const shown = process.env['RETRACE_HEADED'] ? [] : ['--headless'];
  const args = [...SWITCHES, ...shown, `--user-data-dir=${join(scratch, 'chromium')}`];
  const child = spawn(process.env['CHROMIUM'] ?? '/usr/bin/chromium', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  child.once('error', (error) => {
    console.error(`electron double: Chromium did not start (${error.message}); set CHROMIUM to its path`);
    process.exit(1);
  });
  process.once('exit', () => {
    child.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  });
  const devtools = new DevTools(await devToolsUrl(child));
  await devtools.open();
  return devtools;
}

/** Forwards Chromium's stderr, because Playwright reads the same line there. */
function devToolsUrl(child) {
  return new Promise((resolve) => {
    let text = '';
    let found;
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      if (found) return;
      text += chunk.toString();
      found = /DevTools listening on (ws:\S+)\s/.exec(text)?.[1];
      if (found) resolve(found);
    });
  });
}

/** One WebSocket to Chromium; sessions of single pages share it. */
class DevTools extends EventEmitter {
  #socket;
  #lastId = 0;
  #waiting = new Map();
  #sessions = new Map();
  #creating = new Set();
  #created = new Set();

  constructor(url) {
    super();
    this.#socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 1024 ** 3 });
    this.#socket.on('message', (text) => this.#receive(JSON.parse(text.toString())));
    this.#socket.on('close', () => this.#abandon());
  }

  async open() {
    await once(this.#socket, 'open');
    this.on('Target.attachedToTarget', (event) => void this.#attached(event));
    this.on('Target.detachedFromTarget', ({ sessionId }) => this.#detached(sessionId));
    const filter = [{ type: 'page' }, { exclude: true }];
    await this.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true, filter });
  }

  send(method, params = {}, sessionId) {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, method, sessionId });
      this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  /** Opens a page that runs nothing until its session is resumed. */
  async openPage(size) {
    const creation = this.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size });
    this.#creating.add(creation);
    const { targetId } = await creation;
    this.#created.add(targetId);
    this.#creating.delete(creation);
    while (!this.#sessionOf(targetId)) await once(this, 'session');
    return this.#sessionOf(targetId);
  }

  #sessionOf(targetId) {
    return [...this.#sessions.values()].find((session) => session.targetId === targetId);
  }

  async #attached({ sessionId, targetInfo }) {
    const session = new PageSession(this, sessionId, targetInfo.targetId);
    this.#sessions.set(sessionId, session);
    this.emit('session', session);
    await Promise.allSettled(this.#creating);
    // An unrequested page is one that Chromium opened for window.open(). Electron asks the window open handler first
    // (web-contents.mjs does), and the double never lets such a page live.
    if (this.#created.has(targetInfo.targetId)) return;
    // Resumed first: a paused page may share its thread with the page that opened it, and would block that page for
    // ever.
    await session.resume().catch(() => {});
    await session.close().catch(() => {});
  }

  #detached(sessionId) {
    const session = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    this.#forget((waiting) => waiting.sessionId === sessionId);
    session?.emit('closed');
  }

  #abandon() {
    this.#forget(() => true);
    for (const sessionId of this.#sessions.keys()) this.#detached(sessionId);
  }

  #forget(belongs) {
    for (const [id, waiting] of this.#waiting) {
      if (!belongs(waiting)) continue;
      this.#waiting.delete(id);
      waiting.reject(new Error(`${waiting.method}: the page is gone`));
    }
  }

  #receive({ id, method, params, sessionId, result, error }) {
    if (id === undefined) {
      const receiver = sessionId === undefined ? this : this.#sessions.get(sessionId);
      receiver?.emit(method, params);
      return;
    }
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting.resolve(result);
  }
}

/** The session of one page. Emits the protocol's events, and 'closed' when the page is gone. */
class PageSession extends EventEmitter {
  #devtools;
  #sessionId;

  constructor(devtools, sessionId, targetId) {
    super();
    this.#devtools = devtools;
    this.#sessionId = sessionId;
    this.targetId = targetId;
  }

  send(method, params) {
    return this.#devtools.send(method, params, this.#sessionId);
  }

  resume() {
    return this.send('Runtime.runIfWaitingForDebugger');
  }

  close() {
    return this.#devtools.send('Target.closeTarget', { targetId: this.targetId });
  }
}
