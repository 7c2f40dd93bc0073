// The messages between the main process and one page's preload.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { PortEnd, cloned, handOver, portFor } from './message-ports.mjs';
import { receiveExposed } from './page/main-world.mjs';
import { createMembrane } from './page/membrane.mjs';
import { runPreload } from './page/preload-world.mjs';
import { createWire } from './page/wire.mjs';
import { NotModelled } from './strict.mjs';

const WORLD = 'electron-double-preload';
const [BINDING, RECEIVER] = ['__electronDoubleSend', '__electronDoubleReceive'];

const wire = createWire({
  encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  decode: (text) => Buffer.from(text, 'base64'),
});

const CONFIG = {
  closed: 'electron-double:closed',
  binding: BINDING,
  receiver: RECEIVER,
  preloadWorld: { outgoing: 'electron-double:to-page', incoming: 'electron-double:to-preload' },
  mainWorld: { outgoing: 'electron-double:to-preload', incoming: 'electron-double:to-page' },
  process: { platform: process.platform, arch: process.arch, versions: { ...process.versions }, env: {} },
};

/** Emits 'hello' (url), 'invoke', 'send', 'post' and 'preload-error' with the page's data. */
export class PageLink extends EventEmitter {
  #session;
  #contextId;
  #ends = new Map();
  #lastPort = 0;

  constructor(session) {
    super();
    this.#session = session;
    session.on('Runtime.bindingCalled', (event) => this.#heard(event));
    session.on('Runtime.executionContextsCleared', () => this.#lost());
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#contextId) this.#lost();
    });
    session.on('closed', () => this.#lost());
  }

  /** Call before anything runs in the page. */
  async install(preloadPath) {
    if (!preloadPath) return;
    const [page, preload] = [pageScript(), preloadScript(preloadPath)];
    await Promise.all([
      this.#session.send('Runtime.addBinding', { name: BINDING, executionContextName: WORLD }),
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', { source: page }),
      this.#session.send('Page.addScriptToEvaluateOnNewDocument', { source: preload, worldName: WORLD }),
    ]);
  }

  /** ipcRenderer.on(channel) in the preload receives this, with the ports in event.ports. */
  emitInPage(channel, args, transfer = []) {
    const encoded = wire.encode(cloned(args));
    this.#say({ type: 'emit', channel, args: encoded, ports: transfer.map((port) => this.#giveAway(port)) });
  }

  reply(id, outcome) {
    if (this.#contextId === undefined) return; // The calling page is gone: the answer is dropped.
    this.#say(
      'error' in outcome ? { type: 'reply', id, ...outcome } : { type: 'reply', id, value: wire.encode(outcome.value) },
    );
  }

  #say(message) {
    if (this.#contextId === undefined)
      throw new NotModelled('sending to a page that has no preload yet, where Electron would lose the message,');
    const call = {
      functionDeclaration: `function (text) { globalThis.${RECEIVER}(text); }`,
      executionContextId: this.#contextId,
      arguments: [{ value: JSON.stringify(message) }],
    };
    this.#session.send('Runtime.callFunctionOn', call).then(
      ({ exceptionDetails: thrown }) => {
        if (thrown) console.error('electron double: in the preload:', thrown.exception?.description ?? thrown.text);
      },
      () => {}, // The page is gone; #lost closes its ports.
    );
  }

  #giveAway(port) {
    const id = `main-${++this.#lastPort}`;
    this.#carry(id, handOver(port));
    return id;
  }

  #adopt(id) {
    const [here, there] = PortEnd.pair();
    this.#carry(id, there);
    return portFor(here);
  }

  #carry(id, end) {
    this.#ends.set(id, end);
    end.attach({
      message: (data) => this.#say({ type: 'port-message', port: id, data: wire.encode(data) }),
      closed: () => {
        if (this.#ends.delete(id) && this.#contextId !== undefined) this.#say({ type: 'port-close', port: id });
      },
    });
  }

  #heard({ name, payload, executionContextId }) {
    if (name !== BINDING) return;
    const message = JSON.parse(payload);
    switch (message.type) {
      case 'hello':
        this.#contextId = executionContextId;
        this.emit('hello', message.url);
        break;
      case 'port-message':
        this.#ends.get(message.port)?.send(wire.decode(message.data));
        break;
      case 'port-close':
        this.#ends.get(message.port)?.close();
        this.#ends.delete(message.port);
        break;
      case 'post':
        this.emit(
          'post',
          message.channel,
          wire.decode(message.message),
          message.ports.map((id) => this.#adopt(id)),
        );
        break;
      case 'invoke':
      case 'send':
        this.emit(message.type, message.channel, wire.decode(message.args), message.id);
        break;
      default:
        this.emit(message.type, message.message);
    }
  }

  /** The document is gone, and with it the other half of every port. */
  #lost() {
    this.#contextId = undefined;
    const lost = [...this.#ends.values()];
    this.#ends.clear();
    for (const end of lost) end.close();
  }
}

function pageScript() {
  return `{
    ${createMembrane}
    (${receiveExposed})({ createMembrane, config: ${JSON.stringify(CONFIG)} });
  }`;
}

function preloadScript(path) {
  return `{
    ${createMembrane}
    ${createWire}
    const preload = (require, module, exports, process) => {
${readFileSync(path, 'utf8')}
    };
    (${runPreload})({ createWire, createMembrane, config: ${JSON.stringify(CONFIG)}, preload });
  }`;
}
