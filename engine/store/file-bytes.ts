// Reads bytes of an open file by their place. Never writes, and keeps nothing.

import { readSync } from 'node:fs';

/** Fewer bytes where the file ends. */
export function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const read = readSync(fd, bytes, done, length - done, position + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
