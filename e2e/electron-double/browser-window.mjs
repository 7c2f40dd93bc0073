// BrowserWindow: options and state are here, its content is in web-contents.mjs.
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { NotModelled, checkKeys, onlyEvents, preventable, record, strict, strictClass } from './strict.mjs';
import { WebContents } from './web-contents.mjs';

const OPTIONS = [
  'width',
  'height',
  'x',
  'y',
  'minWidth',
  'minHeight',
  'useContentSize',
  'center',
  'show',
  'title',
  'icon',
];
OPTIONS.push('backgroundColor', 'darkTheme', 'frame', 'titleBarStyle', 'titleBarOverlay', 'trafficLightPosition');
OPTIONS.push('autoHideMenuBar', 'fullscreen', 'fullscreenable', 'resizable', 'webPreferences');

const PREFERENCES = [
  'preload',
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'webviewTag',
  'devTools',
  'spellcheck',
];
PREFERENCES.push('webSecurity', 'navigateOnDragDrop', 'backgroundThrottling', 'safeDialogs', 'enableWebSQL');

const EVENTS = [
  'ready-to-show',
  'show',
  'hide',
  'close',
  'closed',
  'focus',
  'blur',
  'resize',
  'resized',
  'move',
  'moved',
];
EVENTS.push('maximize', 'unmaximize', 'minimize', 'restore', 'enter-full-screen', 'leave-full-screen');
EVENTS.push('unresponsive', 'responsive', 'page-title-updated');

let lastId = 0;
const windows = [];
const byContents = new Map();
const listeners = { opened: () => {}, allClosed: () => {} };

/** Informs app.mjs of windows without an import, which would be circular. */
export function onWindows(listener) {
  Object.assign(listeners, listener);
}

class Window extends EventEmitter {
  id = ++lastId;
  #contents;
  #bounds;
  #state = 'normal';
  #visible;
  #focused = false;
  #destroyed = false;
  #title;
  #marks = {};
  #hasPainted = false;

  static getAllWindows() {
    return windows.map((window) => window.self);
  }

  static fromWebContents(contents) {
    return byContents.get(contents)?.self ?? null;
  }

  static fromId(id) {
    return windows.find((window) => window.id === id)?.self ?? null;
  }

  static getFocusedWindow() {
    return windows.find((window) => window.isFocused())?.self ?? null;
  }

  constructor(options = {}) {
    super();
    const preferences = checked(options);
    record('BrowserWindow', options);
    onlyEvents('BrowserWindow', this, EVENTS);
    const { width = 800, height = 600, x = 0, y = 0 } = options;
    this.#bounds = { x, y, width, height };
    this.#visible = options.show ?? true;
    this.#title = options.title ?? '';
    const owner = { close: () => this.close(), painted: () => this.#painted(), gone: () => this.#gone() };
    this.#contents = new WebContents({ preload: preferences.preload, size: { width, height }, owner });
    this.self = strict('BrowserWindow', this);
    windows.push(this);
    byContents.set(this.#contents.self, this);
    listeners.opened(this.self);
    if (options.fullscreen) this.setFullScreen(true);
    return this.self;
  }

  get webContents() {
    return this.#contents.self;
  }

  async loadURL(url) {
    record('loadURL', url);
    await this.#contents.load(url);
  }

  /** Emits 'close' to its listeners, each of which may prevent it. */
  close() {
    const event = preventable();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
    return !event.defaultPrevented;
  }

  destroy() {
    void this.#contents.destroy();
  }

  isDestroyed() {
    return this.#destroyed;
  }

  show() {
    record('show');
    this.#visible = true;
    this.emit('show');
    this.focus();
  }

  showInactive() {
    this.#visible = true;
    this.emit('show');
  }

  hide() {
    this.#visible = false;
    this.blur();
    this.emit('hide');
  }

  isVisible() {
    return this.#visible;
  }

  focus() {
    record('focus');
    for (const window of windows) if (window !== this) window.blur();
    if (this.#focused) return;
    this.#focused = true;
    this.emit('focus');
  }

  blur() {
    if (!this.#focused) return;
    this.#focused = false;
    this.emit('blur');
  }

  isFocused() {
    return this.#focused;
  }

  getBounds() {
    return { ...this.#bounds };
  }

  getNormalBounds() {
    return { ...this.#bounds };
  }

  getSize() {
    return [this.#bounds.width, this.#bounds.height];
  }

  setBounds(bounds) {
    checkKeys('setBounds', bounds, ['x', 'y', 'width', 'height']);
    record('setBounds', bounds);
    const [before, after] = [this.#bounds, { ...this.#bounds, ...bounds }];
    this.#bounds = after;
    this.#tellChromium({ left: after.x, top: after.y, width: after.width, height: after.height });
    if (before.width !== after.width || before.height !== after.height) this.emit('resize');
    if (before.x !== after.x || before.y !== after.y) this.emit('move');
  }

  setSize(width, height) {
    this.setBounds({ width, height });
  }

  maximize() {
    this.#become('maximized', 'maximize');
  }

  unmaximize() {
    this.#become('normal', 'unmaximize');
  }

  isMaximized() {
    return this.#state === 'maximized';
  }

  minimize() {
    this.#become('minimized', 'minimize');
  }

  restore() {
    this.#become('normal', 'restore');
  }

  isMinimized() {
    return this.#state === 'minimized';
  }

  setFullScreen(on) {
    this.#become(on ? 'fullscreen' : 'normal', on ? 'enter-full-screen' : 'leave-full-screen');
  }

  isFullScreen() {
    return this.#state === 'fullscreen';
  }

  setTitle(title) {
    record('setTitle', title);
    this.#title = title;
  }

  getTitle() {
    return this.#title;
  }

  setBackgroundColor(color) {
    record('setBackgroundColor', color);
  }

  setTitleBarOverlay(overlay) {
    record('setTitleBarOverlay', overlay);
  }

  setMenuBarVisibility(visible) {
    this.#marks.menuBar = visible;
  }

  isMenuBarVisible() {
    return this.#marks.menuBar ?? true;
  }

  setRepresentedFilename(path) {
    this.#marks.file = path;
  }

  getRepresentedFilename() {
    return this.#marks.file ?? '';
  }

  setDocumentEdited(edited) {
    this.#marks.edited = edited;
  }

  isDocumentEdited() {
    return this.#marks.edited ?? false;
  }

  #become(state, event) {
    if (this.#state === state) return;
    record(event);
    this.#state = state;
    this.#tellChromium({ windowState: state });
    this.emit(event);
  }

  /** Gives the page the size too. Bounds and state must be set in separate calls. */
  #tellChromium(bounds) {
    void this.#contents
      .pageSession()
      .then(async (page) => {
        const { windowId } = await page.send('Browser.getWindowForTarget', { targetId: page.targetId });
        await page.send('Browser.setWindowBounds', { windowId, bounds });
      })
      .catch(() => {}); // The window was closed meanwhile.
  }

  #painted() {
    if (!this.#hasPainted) this.emit('ready-to-show');
    this.#hasPainted = true;
  }

  #gone() {
    this.#destroyed = true;
    windows.splice(windows.indexOf(this), 1);
    byContents.delete(this.#contents.self);
    this.emit('closed');
    if (windows.length === 0) listeners.allClosed();
  }
}

/** Only options that isolate the page from Node are modelled, so weaker ones must be refused. */
function checked(options) {
  checkKeys('BrowserWindow', options, OPTIONS);
  const preferences = options.webPreferences ?? {};
  checkKeys('BrowserWindow webPreferences', preferences, PREFERENCES);
  const { sandbox = true, contextIsolation = true, webSecurity = true, preload } = preferences;
  if (!sandbox || !contextIsolation || !webSecurity || preferences.nodeIntegration || preferences.webviewTag) {
    throw new NotModelled('a window that is not sandboxed and isolated');
  }
  if (preload !== undefined && !(isAbsolute(preload) && existsSync(preload))) {
    throw new Error(`electron double: preload must be the absolute path of an existing file: ${preload}`);
  }
  return preferences;
}

export const BrowserWindow = strictClass('BrowserWindow', Window);

export const webContents = strict('webContents', {
  getAllWebContents: () => windows.map((window) => window.webContents),
  fromId: (id) => windows.map((window) => window.webContents).find((contents) => contents.id === id),
  fromDevToolsTargetId: (id) =>
    windows.map((window) => window.webContents).find((contents) => contents.targetId === id),
});
