// Message ports in the desktop shell's form, made from Node's: arriving data is wrapped.

import { MessageChannel, type MessagePort } from 'node:worker_threads';

export function portPair() {
  const { port1, port2 } = new MessageChannel();
  return { near: wrapped(port1), far: wrapped(port2), close: () => port1.close() };
}

function wrapped(port: MessagePort) {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) =>
      event === 'close' ? port.on('close', listener) : port.on('message', (data: unknown) => listener({ data })),
  };
}
