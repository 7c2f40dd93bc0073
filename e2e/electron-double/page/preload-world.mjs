// Runs the preload in a world of its own, which shares the page's DOM but not its objects, as with Electron's context
// isolation.

export function runPreload({ createWire, createMembrane, config, preload }) {
  if (window !== window.top) return;

  const CHUNK = 0x8000;
  const wire = createWire({
    encode(bytes) {
      if (bytes.toBase64) return bytes.toBase64();
      let text = '';
      for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
      return btoa(text);
    },
    decode: (text) => Uint8Array.fromBase64?.(text) ?? Uint8Array.from(atob(text), (char) => char.charCodeAt(0)),
  });

  const PROBES = ['then', 'toJSON'];
  const strict = (name, object) =>
    new Proxy(object, {
      get(target, key) {
        if (key in target || typeof key === 'symbol' || PROBES.includes(key)) return target[key];
        throw new Error(`electron double: ${name}.${key} is not modelled in a preload`);
      },
    });

  // To the main process: a binding that exists only in this world. From the main process: one function, called by name.
  const sendText = globalThis[config.binding];
  delete globalThis[config.binding];
  const say = (message) => sendText(JSON.stringify(message));

  const ports = new Map();
  let lastId = 0;

  /** Passes a port's messages to the main process and back. */
  function carry(id, port) {
    ports.set(id, port);
    port.onmessage = ({ data, ports: sent }) => {
      if (sent.length > 0) throw new Error('electron double: sending a port through a port is not modelled');
      say({ type: 'port-message', port: id, data: wire.encode(data) });
    };
    port.addEventListener('close', () => {
      if (ports.delete(id)) say({ type: 'port-close', port: id });
    });
  }

  function adopt(id) {
    const { port1, port2 } = new MessageChannel();
    carry(id, port1);
    return port2;
  }

  function giveAway(port) {
    const id = `page-${++lastId}`;
    carry(id, port);
    return id;
  }

  const listeners = new Map();
  const replies = new Map();

  function addListener(channel, listener) {
    listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    return ipcRenderer;
  }

  function removeListener(channel, listener) {
    const left = (listeners.get(channel) ?? []).filter((one) => one !== listener && one.listener !== listener);
    listeners.set(channel, left);
    return ipcRenderer;
  }

  function addListenerOnce(channel, listener) {
    const wrapped = (...args) => {
      removeListener(channel, wrapped);
      listener(...args);
    };
    wrapped.listener = listener;
    return addListener(channel, wrapped);
  }

  function invoke(channel, ...args) {
    const id = ++lastId;
    say({ type: 'invoke', id, channel, args: wire.encode(cloned(args)) });
    return new Promise((resolve, reject) => replies.set(id, { resolve, reject }));
  }

  function cloned(value) {
    try {
      return structuredClone(value);
    } catch {
      throw new Error('An object could not be cloned.');
    }
  }

  const ipcRenderer = strict('ipcRenderer', {
    on: addListener,
    addListener,
    once: addListenerOnce,
    off: removeListener,
    removeListener,
    removeAllListeners: (channel) => void listeners.delete(channel),
    invoke: async (...args) => await invoke(...args),
    send: (channel, ...args) => say({ type: 'send', channel, args: wire.encode(cloned(args)) }),
    postMessage(channel, message, transfer = []) {
      const body = wire.encode(cloned(message));
      say({ type: 'post', channel, message: body, ports: transfer.map(giveAway) });
    },
  });

  const receivers = {
    reply({ id, value, error }) {
      const { resolve, reject } = replies.get(id);
      replies.delete(id);
      if (error === undefined) resolve(wire.decode(value));
      else reject(new Error(error));
    },
    emit({ channel, args, ports: ids }) {
      const event = { sender: ipcRenderer, senderId: 0, ports: ids.map(adopt) };
      for (const listener of listeners.get(channel) ?? []) listener(event, ...wire.decode(args));
    },
    'port-message': ({ port, data }) => ports.get(port)?.postMessage(wire.decode(data)),
    'port-close'({ port }) {
      const known = ports.get(port);
      ports.delete(port);
      known?.postMessage(config.closed);
      known?.close();
    },
  };

  Object.defineProperty(globalThis, config.receiver, {
    value: (text) => {
      const message = JSON.parse(text);
      receivers[message.type](message);
    },
  });

  const membrane = createMembrane(config.preloadWorld);
  const [expose, plantedPath] = [membrane.root(0), membrane.root(1)];

  const electron = strict('electron', {
    contextBridge: strict('contextBridge', { exposeInMainWorld: (key, api) => void expose(key, api) }),
    ipcRenderer,
    webUtils: strict('webUtils', {
      getPathForFile(file) {
        if (!(file instanceof File))
          throw new TypeError('getPathForFile expected to receive a File object but one was not provided');
        return plantedPath(file.name);
      },
    }),
  });

  const require = (name) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name} (a sandboxed preload can require 'electron' only)`);
  };
  const process = strict('process', { ...config.process, contextIsolated: true, sandboxed: true, type: 'renderer' });

  say({ type: 'hello', url: location.href });
  const module = { exports: {} };
  try {
    preload(require, module, module.exports, process);
  } catch (thrown) {
    console.error('Unable to load preload script', thrown);
    say({ type: 'preload-error', message: String(thrown?.stack ?? thrown) });
  }
}
