// CRC-32 (IEEE, as in zlib and PNG) of small pieces of a large buffer: for a record of a few dozen bytes, calling zlib
// costs more than the checksum itself.

import { crc32 } from 'node:zlib';

/** In bytes. From this size on, zlib is faster. */
const many = 1024;

/** `tables[k][b]`: the remainder of byte b followed by k zero bytes. */
const tables = makeTables();
const [t0, t1, t2, t3] = tables as [Int32Array, Int32Array, Int32Array, Int32Array];

function makeTables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    return remainder;
  });
  const made = [first];
  for (let k = 1; k < 4; k++) made.push(made[k - 1]!.map((remainder) => first[remainder & 255]! ^ (remainder >>> 8)));
  return made;
}

/** CRC-32 of the bytes from `start` to before `end`; 0 to 2^32 - 1. */
export function checksum(bytes: Buffer, start: number, end: number): number {
  if (end - start >= many) return crc32(bytes.subarray(start, end));
  let remainder = -1;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    remainder ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    remainder =
      t3[remainder & 255]! ^ t2[(remainder >>> 8) & 255]! ^ t1[(remainder >>> 16) & 255]! ^ t0[remainder >>> 24]!;
  }
  for (; at < end; at++) remainder = t0[(remainder ^ bytes[at]!) & 255]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}
