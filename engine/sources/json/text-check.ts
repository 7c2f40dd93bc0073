// Checks whether bytes can be the text of a history, before they are parsed.

import { isUtf8 } from 'node:buffer';
import { RetraceError } from '../../model/errors.ts';
import { packedAs } from '../packed-file.ts';

const sqlite = 'SQLite format 3';
const asJson = 'Export it as JSON instead: temporal workflow show --output json.';

/** Throws if the bytes cannot be such a text. `offset`: of the bytes in their file. */
export function checkText(bytes: Uint8Array, offset = 0): void {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512));
  if (head.toString('latin1').startsWith(sqlite))
    throw new RetraceError(
      'not-a-history',
      'The file is a SQLite database, not an exported history. Export the run as JSON, or open the database with --db.',
    );
  const packed = packedAs(head);
  if (packed !== undefined)
    throw new RetraceError(
      'not-a-history',
      `What is in the file is ${packed}, not a history. Unpack it, and open what comes out.`,
    );
  if (head[0] === 0x0a && head.includes(0))
    throw new RetraceError('binary-history', `The file looks like a protobuf history. ${asJson}`);
  if (isUtf8(bytes)) return;
  if (head[0] === 0x0a) throw new RetraceError('binary-history', `The file looks like a protobuf history. ${asJson}`);
  throw new RetraceError(
    'not-utf8',
    `The file is not UTF-8 text: byte ${offset + firstBadByte(bytes)} is wrong. ${offset === 0 && isUtf16(head) ? 'It is UTF-16, as > in PowerShell writes it: save' : 'Save'} it as UTF-8.`,
  );
}

/** By its mark, in either order of bytes. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** A file may be cut off within a character: without what is there of it. */
export function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let behind = 1; behind <= Math.min(3, bytes.length); behind++) {
    const byte = bytes[bytes.length - behind]!;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > behind ? bytes.subarray(0, bytes.length - behind) : bytes;
  }
  return bytes;
}

/** Offset of the first character that is no UTF-8. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    // The prefix may end within a character: up to three bytes of it may be missing.
    if ([0, 1, 2, 3].some((cut) => middle >= cut && isUtf8(bytes.subarray(0, middle - cut)))) good = middle;
    else bad = middle;
  }
  let at = good;
  while (at > 0 && !isUtf8(bytes.subarray(0, at))) at--;
  return at;
}
