// A pipe over a message port. Frames cross as they are: the port clones them.

import type { Frame, Pipe } from '../engine/model/pipe.ts';

/** What of Electron's MessagePortMain is used. */
export type Port = {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
};

/** The port belongs to the pipe from here on. It keeps what came before somebody listens. */
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
