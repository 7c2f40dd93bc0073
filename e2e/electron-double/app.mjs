// app: paths, life and end of the program.
import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { onWindows, BrowserWindow } from './browser-window.mjs';
import { browser, scratch } from './chromium.mjs';
import { setReady } from './protocol.mjs';
import { utilityMetrics, utilityNeeds } from './utility-process.mjs';
import { NotModelled, onlyEvents, preventable, record, strict } from './strict.mjs';

const EVENTS = ['will-finish-launching', 'ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit', 'activate'];
EVENTS.push('open-file', 'open-url', 'second-instance', 'browser-window-created', 'web-contents-created');
EVENTS.push('child-process-gone', 'render-process-gone', 'certificate-error', 'select-client-certificate', 'login');

const PATHS = [
  'home',
  'appData',
  'userData',
  'sessionData',
  'temp',
  'desktop',
  'documents',
  'downloads',
  'logs',
  'crashDumps',
];

/** Long enough in ms for the answer to app.evaluate(({ app }) => app.quit()) to leave first. */
const EXIT_DELAY_MS = 20;

const folder = resolve(process.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '.');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const paths = new Map();
const switches = new Map();
let name = manifest.productName ?? manifest.name;
let ready = false;
let quitting = false;

/** Electron is not ready before the main process's own code has run up to its wait for readiness. */
let codeRuns;
const codeRan = new Promise((resolve) => (codeRuns = () => setImmediate(resolve)));

class App extends EventEmitter {
  isPackaged = false;

  commandLine = strict('app.commandLine', {
    appendSwitch: (key, value = '') => void switches.set(key, value),
    hasSwitch: (key) =>
      switches.has(key) || process.argv.some((arg) => arg === `--${key}` || arg.startsWith(`--${key}=`)),
    getSwitchValue: (key) => switches.get(key) ?? argument(key) ?? '',
  });

  get name() {
    return name;
  }

  set name(value) {
    name = value;
  }

  getName() {
    return name;
  }

  setName(value) {
    name = value;
  }

  getVersion() {
    return manifest.version;
  }

  getAppPath() {
    return folder;
  }

  getLocale() {
    return 'en-US';
  }

  isReady() {
    return ready;
  }

  async whenReady() {
    codeRuns();
    if (!ready) await new Promise((resolve) => this.once('ready', resolve));
  }

  getPath(key) {
    if (!PATHS.includes(key)) throw new Error(`Failed to get '${key}' path`);
    if (!paths.has(key)) this.setPath(key, defaultPath(key));
    return paths.get(key);
  }

  setPath(key, path) {
    if (!PATHS.includes(key)) throw new Error(`Failed to set '${key}' path`);
    mkdirSync(path, { recursive: true });
    paths.set(key, path);
  }

  /** A test simulates another instance: app.emit('second-instance', event, argv, workingFolder). */
  requestSingleInstanceLock() {
    record('app.requestSingleInstanceLock');
    return true;
  }

  hasSingleInstanceLock() {
    return true;
  }

  releaseSingleInstanceLock() {}

  setAppUserModelId(id) {
    if (process.platform !== 'win32') throw new TypeError('app.setAppUserModelId is not a function (Windows only)');
    record('app.setAppUserModelId', id);
  }

  addRecentDocument(path) {
    record('app.addRecentDocument', path);
  }

  clearRecentDocuments() {
    record('app.clearRecentDocuments');
  }

  setAboutPanelOptions(options) {
    record('app.setAboutPanelOptions', options);
  }

  enableSandbox() {
    if (ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    record('app.enableSandbox');
  }

  disableHardwareAcceleration() {
    if (ready) throw new Error('app.disableHardwareAcceleration() can only be called before app is ready');
  }

  focus() {
    record('app.focus');
  }

  getAppMetrics() {
    return [{ pid: process.pid, type: 'Browser', name: 'Browser' }, ...utilityMetrics()];
  }

  /**
   * Emits before-quit, then every window's close, then will-quit and quit; listeners of the first three may stop it.
   */
  quit() {
    record('app.quit');
    const event = preventable();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    quitting = true;
    const open = BrowserWindow.getAllWindows();
    if (open.length === 0) setImmediate(() => this.leave());
    else if (!open.map((window) => window.close()).every(Boolean)) quitting = false;
  }

  exit(code = 0) {
    record('app.exit', code);
    this.emit('quit', {}, code);
    setTimeout(() => process.exit(code), EXIT_DELAY_MS);
  }

  // Not part of Electron: called after the last window is closed.

  lastWindowClosed() {
    if (quitting) this.leave();
    else if (!this.emit('window-all-closed')) this.quit();
  }

  leave() {
    const event = preventable();
    this.emit('will-quit', event);
    quitting = false;
    if (!event.defaultPrevented) this.exit(0);
  }
}

function argument(key) {
  const given = process.argv.find((arg) => arg.startsWith(`--${key}=`));
  return given?.slice(key.length + 3);
}

function defaultPath(key) {
  return (key === 'userData' ? argument('user-data-dir') : undefined) ?? join(scratch, key);
}

const target = onlyEvents('app', new App(), EVENTS);
export const app = strict('app', target);

/** `loaded`: the main process's module, being imported. */
export function startApp(loaded) {
  process.type = 'browser';
  process.defaultApp = true;
  const versions = { electron: electronVersion(), chrome: 'double' };
  Object.defineProperty(process, 'versions', { value: Object.freeze({ ...process.versions, ...versions }) });
  onWindows({
    opened: (window) => setImmediate(() => target.emit('browser-window-created', {}, window)),
    allClosed: () => target.lastWindowClosed(),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => target.quit());
  utilityNeeds(() => ready);
  void loaded.then(codeRuns, () => {});
  void Promise.all([browser(), codeRan]).then(() => {
    ready = true;
    setReady();
    target.emit('ready', {}, {});
  });
}

function electronVersion() {
  try {
    const path = createRequire(import.meta.url).resolve('electron/package.json');
    return JSON.parse(readFileSync(path, 'utf8')).version;
  } catch {
    throw new NotModelled(`running without the electron package (looked from ${dirname(folder)})`);
  }
}
