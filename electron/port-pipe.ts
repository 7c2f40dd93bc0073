// A pipe over a message port. Frames are sent unencoded, because the port clones them.

import type { Frame, Pipe } from '../engine/model/pipe.ts';

/** The used part of Electron's MessagePortMain. */
export type Port = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
};

/** The pipe owns the port from now on. The port keeps messages that come before a listener is set. */
export function portPipe(port: Port): Pipe {
  return {
    send: (frame) => port.postMessage(frame),
    onFrame(listener) {
      port.on('message', ({ data }) => listener(data as Frame));
      port.start();
    },
    onClose(listener) {
      port.on('close', listener);
    },
  };
}
