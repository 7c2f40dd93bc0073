// ipcMain: one handler per channel for invoke, any number of listeners for send and postMessage.
import { EventEmitter } from 'node:events';
import { cloned } from './message-ports.mjs';
import { record, strict } from './strict.mjs';

const handlers = new Map();
const listeners = new EventEmitter();

function handle(channel, handler) {
  if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
  if (typeof handler !== 'function')
    throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
  record('ipcMain.handle', channel);
  handlers.set(channel, handler);
}

const listen = (method) => (channel, listener) => {
  record(`ipcMain.${method}`, channel);
  listeners[method](channel, listener);
};

export const ipcMain = strict('ipcMain', {
  handle,
  handleOnce(channel, handler) {
    handle(channel, (...args) => {
      handlers.delete(channel);
      return handler(...args);
    });
  },
  removeHandler: (channel) => void handlers.delete(channel),
  on: listen('on'),
  once: listen('once'),
  off: (channel, listener) => void listeners.off(channel, listener),
  removeListener: (channel, listener) => void listeners.off(channel, listener),
  removeAllListeners: (channel) => void listeners.removeAllListeners(channel),
});

/** Answers a page's invoke, with the value or with the text in which Electron wraps an error. */
export async function answerInvoke(event, channel, args) {
  try {
    const handler = handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return { value: cloned(await handler(event, ...args)) };
  } catch (error) {
    return { error: `Error invoking remote method '${channel}': ${error}` };
  }
}

/** Delivers a page's message. Electron drops a message without a listener; here it is an error. */
export function deliverSent(event, channel, args) {
  if (!listeners.emit(channel, event, ...args)) throw new Error(`electron double: nobody listens to '${channel}'`);
}
