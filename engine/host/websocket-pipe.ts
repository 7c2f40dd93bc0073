// A pipe over a WebSocket: one binary message is one frame. Any other message closes the socket.

import type { WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from '../model/frame-bytes.ts';
import type { Frame, Pipe } from '../model/pipe.ts';

const unsupportedData = 1003;
const invalidData = 1007;

/** Works for both ends. The pipe owns the socket from now on: no other code may set its `binaryType`. */
export function webSocketPipe(socket: WebSocket): Pipe {
  let listener: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  socket.binaryType = 'arraybuffer';
  // An error is always followed by 'close'; an unhandled error event would end the program.
  socket.on('error', () => {});
  socket.on('message', (data, isBinary) => {
    if (!isBinary || !(data instanceof ArrayBuffer)) return socket.close(unsupportedData);
    const frame = decoded(data);
    if (frame === undefined) return socket.close(invalidData);
    if (listener) listener(frame);
    else early.push(frame);
  });
  return {
    send(frame) {
      if (socket.readyState === socket.OPEN) socket.send(encodeFrame(frame));
    },
    onFrame(next) {
      listener = next;
      for (const frame of early.splice(0)) next(frame);
    },
    onClose(closed) {
      socket.on('close', () => closed());
    },
  };
}

function decoded(data: ArrayBuffer): Frame | undefined {
  try {
    return decodeFrame(new Uint8Array(data));
  } catch {
    return undefined;
  }
}
