// The content of a window: one page of Chromium, with the preload in it and every request answered here.
import { EventEmitter } from 'node:events';
import { browser } from './chromium.mjs';
import { nativeTheme, session } from './desktop.mjs';
import { answerInvoke, deliverSent } from './ipc-main.mjs';
import { PageLink } from './page-link.mjs';
import { answer, asApp, asShown } from './protocol.mjs';
import { NotModelled, onlyEvents, preventable, record, strict } from './strict.mjs';

const EVENTS = [
  'did-start-loading',
  'dom-ready',
  'did-finish-load',
  'did-fail-load',
  'did-navigate',
  'did-navigate-in-page',
];
EVENTS.push(
  'will-navigate',
  'will-attach-webview',
  'destroyed',
  'render-process-gone',
  'preload-error',
  'devtools-opened',
);
EVENTS.push('unresponsive', 'responsive', 'console-message', 'context-menu', 'before-input-event');

let lastId = 0;

export class WebContents extends EventEmitter {
  id = ++lastId;
  session = session.defaultSession;
  #page; // promise of the page's session
  #live; // the session itself, once there
  #link;
  #url = '';
  #expected; // address requested by loadURL or reload, for which will-navigate is not emitted
  #mainFrame;
  #openHandler;
  #destroyed = false;
  #zoom = 1;
  #devTools = false;
  #theme = 'system';

  #owner;

  /** @param owner { close(), painted(), gone() }, the window with this content. */
  constructor({ preload, size, owner }) {
    super();
    this.#owner = owner;
    onlyEvents('webContents', this, EVENTS);
    this.#page = this.#open(preload, size);
    this.#page.catch((error) =>
      setImmediate(() => {
        throw error;
      }),
    );
    this.self = strict('webContents', this);
  }

  // Electron's own members.

  get mainFrame() {
    return strict('mainFrame', this.#frame());
  }

  getURL() {
    return this.#url;
  }

  isDestroyed() {
    return this.#destroyed;
  }

  isLoading() {
    return this.#expected !== undefined;
  }

  send(channel, ...args) {
    this.#alive().emitInPage(channel, args);
  }

  postMessage(channel, message, transfer = []) {
    this.#alive().emitInPage(channel, [message], transfer);
  }

  setWindowOpenHandler(handler) {
    record('webContents.setWindowOpenHandler');
    this.#openHandler = handler;
  }

  reload() {
    record('webContents.reload');
    this.#expected = asShown(this.#url);
    this.#live.send('Page.reload').catch(() => {});
  }

  openDevTools(options) {
    record('webContents.openDevTools', options);
    this.#devTools = true;
  }

  closeDevTools() {
    this.#devTools = false;
  }

  isDevToolsOpened() {
    return this.#devTools;
  }

  setZoomFactor(factor) {
    record('webContents.setZoomFactor', factor);
    this.#zoom = factor;
  }

  getZoomFactor() {
    return this.#zoom;
  }

  /** Playwright closes a page this way; Electron then closes the window, which may refuse. */
  close() {
    this.#owner.close();
  }

  // Members for the double's other parts.

  async pageSession() {
    return await this.#page;
  }

  get targetId() {
    return this.#live?.targetId;
  }

  async load(url) {
    const page = await this.#page;
    const shown = asShown(url);
    this.#expected = shown;
    const loaded = new Map();
    const note = ({ loaderId, name }) => {
      if (name === 'load') loaded.set(loaderId, true);
      waiting?.();
    };
    let waiting;
    page.on('Page.lifecycleEvent', note);
    try {
      const { loaderId, errorText } = await page.send('Page.navigate', { url: shown });
      if (errorText) throw this.#failed(url, errorText);
      while (loaderId && !loaded.has(loaderId)) await new Promise((resolve) => (waiting = resolve));
    } finally {
      page.off('Page.lifecycleEvent', note);
    }
  }

  async destroy() {
    const page = await this.#page;
    if (!this.#destroyed) await page.close().catch(() => {});
  }

  async #open(preload, size) {
    const page = await (await browser()).openPage(size);
    this.#live = page;
    this.#link = new PageLink(page);
    this.#listenToPage(page);
    this.#listenToPreload(this.#link);
    const [{ frameTree }] = await Promise.all([
      page.send('Page.getFrameTree'),
      page.send('Page.enable'),
      page.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      page.send('Runtime.enable'),
      page.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] }),
      this.#link.install(preload),
      this.#showTheme(page),
      page.resume(),
    ]);
    this.#mainFrame = frameTree.frame.id;
    return page;
  }

  #listenToPage(page) {
    page.on('Fetch.requestPaused', (event) => void this.#request(page, event));
    page.on('Page.windowOpen', (event) => this.#windowOpen(event));
    page.on('Page.frameNavigated', ({ frame }) => this.#navigated(frame));
    page.on('Page.navigatedWithinDocument', ({ frameId, url }) => this.#navigatedInPage(frameId, url));
    page.on('Page.lifecycleEvent', (event) => this.#lifecycle(event));
    page.on('Inspector.targetCrashed', () => this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 }));
    const themed = () => void this.#showTheme(page).catch(() => {});
    nativeTheme.on('updated', themed);
    page.once('closed', () => {
      nativeTheme.off('updated', themed);
      this.#destroyed = true;
      this.emit('destroyed');
      this.#owner.gone();
    });
  }

  #listenToPreload(link) {
    link.on('hello', (url) => (this.#url = asApp(url)));
    link.on('preload-error', (message) => {
      if (!this.emit('preload-error', {}, 'preload', new Error(message))) console.error('preload:', message);
    });
    link.on('invoke', (channel, args, id) => {
      void answerInvoke(this.#ipcEvent([]), channel, args).then((outcome) => link.reply(id, outcome));
    });
    link.on('send', (channel, args) => deliverSent(this.#ipcEvent([]), channel, args));
    link.on('post', (channel, message, ports) => deliverSent(this.#ipcEvent(ports), channel, [message]));
  }

  async #showTheme(page) {
    const { themeSource } = nativeTheme;
    if (themeSource === this.#theme) return;
    this.#theme = themeSource;
    const value = themeSource === 'system' ? '' : themeSource;
    await page.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }] });
  }

  #ipcEvent(ports) {
    const event = { sender: this.self, senderFrame: this.mainFrame, ports, frameId: 1, processId: 1, type: 'frame' };
    return strict('event', event);
  }

  #frame() {
    const { protocol, host } = this.#url === '' ? { protocol: '', host: '' } : new URL(this.#url);
    return { url: this.#url, origin: `${protocol}//${host}`, parent: null, name: '', routingId: 1, processId: 1 };
  }

  async #request(page, { requestId, request, resourceType, frameId }) {
    try {
      if (this.#refusedByApp(resourceType, frameId, request.url)) {
        await page.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
        return;
      }
      const response = await answer(request);
      if (response) {
        await page.send('Fetch.fulfillRequest', { requestId, ...response });
        return;
      }
      // The program works without a network; the double provides none.
      record('network', request.url);
      await page.send('Fetch.failRequest', { requestId, errorReason: 'InternetDisconnected' });
    } catch (error) {
      if (!this.#destroyed) console.error(`electron double: ${request.url}:`, error);
      await page.send('Fetch.failRequest', { requestId, errorReason: 'Failed' }).catch(() => {});
    }
  }

  /** A page that navigates itself asks the app first. */
  #refusedByApp(resourceType, frameId, shown) {
    if (resourceType !== 'Document' || frameId !== this.#mainFrame || shown === this.#expected) return false;
    const url = asApp(shown);
    if (url === this.#url.replace(/#.*/, '')) return false; // A reload is not a navigation.
    const event = { ...preventable(), url, isMainFrame: true, isSameDocument: false };
    this.emit('will-navigate', event, url);
    record('will-navigate', url, event.defaultPrevented);
    return event.defaultPrevented;
  }

  #windowOpen({ url, windowName, windowFeatures }) {
    if (!this.#openHandler) throw new NotModelled('opening a second window without a window open handler');
    const details = {
      url: asApp(url),
      frameName: windowName,
      features: windowFeatures.join(','),
      disposition: 'foreground-tab',
    };
    const { action } = this.#openHandler({ ...details, referrer: { url: this.#url, policy: 'default' } });
    record('window-open', details.url, action);
    if (action !== 'deny') throw new NotModelled('allowing window.open()');
  }

  #navigated(frame) {
    if (frame.parentId !== undefined) return;
    this.#mainFrame = frame.id;
    this.#url = asApp(frame.url + (frame.urlFragment ?? ''));
    this.#expected = undefined;
    this.emit('did-navigate', {}, this.#url, 200, 'OK');
  }

  #navigatedInPage(frameId, url) {
    if (frameId !== this.#mainFrame) return;
    this.#url = asApp(url);
    this.emit('did-navigate-in-page', {}, this.#url, true);
  }

  #lifecycle({ frameId, name }) {
    if (frameId !== this.#mainFrame || this.#url === '' || this.#url === 'about:blank') return;
    if (name === 'DOMContentLoaded') this.emit('dom-ready', {});
    if (name !== 'load') return;
    this.emit('did-finish-load', {});
    this.#owner.painted();
  }

  #failed(url, errorText) {
    this.#expected = undefined;
    this.emit('did-fail-load', {}, -2, errorText, url, true);
    return new Error(`${errorText} loading '${url}'`);
  }

  #alive() {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    if (!this.#link)
      throw new NotModelled('sending to a window before it shows a page, where Electron would lose the message,');
    return this.#link;
  }
}
