// A pipe over a WebSocket: one binary message is one frame. Whoever sends anything else is cut off.

import type { WebSocket } from 'ws';
import { decodeFrame, encodeFrame } from '../model/frame-bytes.ts';
import type { Frame, Pipe } from '../model/pipe.ts';

const unsupportedData = 1003;
const invalidData = 1007;

/** Either end. The socket belongs to the pipe from here on: nobody else may set its `binaryType`. */
export function webSocketPipe(socket: WebSocket): Pipe {
  let listener: ((frame: Frame) => void) | undefined;
  const early: Frame[] = [];
  socket.binaryType = 'arraybuffer';
  // An error is always followed by 'close'; without a listener it would end the program.
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
