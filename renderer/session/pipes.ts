// The possible pipes of a page: a message port from the desktop shell, or a WebSocket to the loopback host.

import { decodeFrame, encodeFrame } from '../../engine/model/frame-bytes.ts';
import { RetraceError } from '../../engine/model/errors.ts';
import type { Frame, Pipe } from '../../engine/model/pipe.ts';

/** The object that the desktop shell's preload script puts on the window. */
export type Bridge = {
  requestPort(): void;
  /** Path of a dropped or chosen file; empty without one. */
  pathOf(file: File): string;
};

declare global {
  interface Window {
    readonly retrace?: Bridge;
  }
}

const TOKEN = 'retrace.token';
const PATIENCE_MS = 10_000;

/** Opens the page's pipe. Rejects with a RetraceError where none exists or nobody answers. */
export function openPipe(): Promise<Pipe> {
  return window.retrace === undefined ? webSocketPipe() : messagePortPipe(window.retrace);
}

/** Takes the token of the first load out of the address and keeps it for reloads of this tab. */
export function takeToken(): void {
  const hash = new URLSearchParams(location.hash.slice(1));
  const token = hash.get('token');
  if (token === null) return;
  sessionStorage.setItem(TOKEN, token);
  hash.delete('token');
  const rest = hash.toString();
  history.replaceState(null, '', rest === '' ? location.pathname + location.search : `#${rest}`);
}

function messagePortPipe(bridge: Bridge): Promise<Pipe> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      window.removeEventListener('message', onMessage);
      reject(new RetraceError('disconnected', 'The engine did not answer. Start Retrace again.'));
    }, PATIENCE_MS);
    const onMessage = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== window || !isPortOffer(event.data) || port === undefined) return;
      clearTimeout(patience);
      window.removeEventListener('message', onMessage);
      resolve(new PortPipe(port));
    };
    window.addEventListener('message', onMessage);
    bridge.requestPort();
  });
}

function isPortOffer(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'retrace-port';
}

function webSocketPipe(): Promise<Pipe> {
  const token = sessionStorage.getItem(TOKEN);
  if (token === null) {
    const words =
      'This page needs the address that “retrace serve” printed, with its #token=… at the end. Open that address.';
    return Promise.reject(new RetraceError('bad-request', words));
  }
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://${location.host}/pipe?token=${encodeURIComponent(token)}`);
    socket.binaryType = 'arraybuffer';
    const refused = (): void =>
      reject(new RetraceError('disconnected', 'The engine does not answer. Is “retrace serve” still running?'));
    socket.addEventListener('error', refused);
    socket.addEventListener('close', refused);
    socket.addEventListener('open', () => resolve(new SocketPipe(socket)));
  });
}

/** Keeps early frames until a listener is set. */
class Inbox {
  #listener: ((frame: Frame) => void) | undefined;
  readonly #early: Frame[] = [];

  receive(frame: Frame): void {
    if (this.#listener === undefined) this.#early.push(frame);
    else this.#listener(frame);
  }

  listen(listener: (frame: Frame) => void): void {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) listener(frame);
  }
}

class PortPipe implements Pipe {
  readonly #port: MessagePort;
  readonly #inbox = new Inbox();

  constructor(port: MessagePort) {
    this.#port = port;
    port.addEventListener('message', (event) => this.#inbox.receive(event.data as Frame));
    port.start();
  }

  send(frame: Frame): void {
    this.#port.postMessage(frame);
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#inbox.listen(listener);
  }

  onClose(listener: () => void): void {
    this.#port.addEventListener('close', listener, { once: true });
  }
}

class SocketPipe implements Pipe {
  readonly #socket: WebSocket;
  readonly #inbox = new Inbox();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', (event) =>
      this.#inbox.receive(decodeFrame(new Uint8Array(event.data as ArrayBuffer))),
    );
  }

  send(frame: Frame): void {
    this.#socket.send(encodeFrame(frame));
  }

  onFrame(listener: (frame: Frame) => void): void {
    this.#inbox.listen(listener);
  }

  onClose(listener: () => void): void {
    this.#socket.addEventListener('close', listener, { once: true });
  }
}
