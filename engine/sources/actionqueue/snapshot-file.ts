// Reads a snapshot file, or gives the reason to ignore it: this program's code and ActionQueue's words.

import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { parseSnapshot, type Snapshot } from '../../formats/actionqueue/snapshot.ts';
import { ShapeFailure } from '../../formats/actionqueue/shape.ts';
import { brokenSnapshot } from '../../formats/actionqueue/snapshot-rules.ts';
import { headerBytes, hex, mostPayload, snapshotVersion } from './record-frame.ts';

export type BadSnapshot = { readonly code: 'AQ121' | 'AQ122' | 'AQ123' | 'AQ124' | 'AQ125'; readonly text: string };

/** `none`: the file is empty or missing. */
export type ReadSnapshot =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | { readonly type: 'bad'; readonly bad: BadSnapshot }
  | { readonly type: 'none' };

/** The first bytes of the file, as many as are ever used. */
export async function readSnapshotFile(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, headerBytes + mostPayload));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Checks in ActionQueue's order, so that the same error is reported first. */
export function snapshotIn(bytes: Buffer): ReadSnapshot {
  if (bytes.length === 0) return { type: 'none' };
  const bad = badFrame(bytes);
  if (bad !== null) return { type: 'bad', bad };
  try {
    const snapshot = parseSnapshot(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payloadOf(bytes)));
    const broken = brokenSnapshot(snapshot);
    return broken === null
      ? { type: 'snapshot', snapshot }
      : { type: 'bad', bad: { code: 'AQ125', text: `Mapping error: ${broken}` } };
  } catch (error) {
    if (
      !(
        error instanceof ShapeFailure ||
        error instanceof SyntaxError ||
        error instanceof TypeError ||
        error instanceof RangeError
      )
    )
      throw error;
    return { type: 'bad', bad: { code: 'AQ124', text: `Decode error: Failed to decode snapshot: ${error.message}` } };
  }
}

function payloadOf(bytes: Buffer): Buffer {
  return bytes.subarray(headerBytes, headerBytes + bytes.readUInt32LE(4));
}

function badFrame(bytes: Buffer): BadSnapshot | null {
  if (bytes.length < 4) return cutFrame('version', bytes.length);
  const version = bytes.readUInt32LE(0);
  if (version !== snapshotVersion)
    return { code: 'AQ122', text: `Incompatible snapshot version: expected ${snapshotVersion}, found ${version}` };
  if (bytes.length < 8)
    return bytes.length === 4
      ? { code: 'AQ121', text: 'Decode error: truncated snapshot: EOF after version frame, expected length frame' }
      : cutFrame('length', bytes.length - 4);
  if (bytes.length < 12)
    return bytes.length === 8
      ? { code: 'AQ121', text: 'Decode error: truncated snapshot: EOF after length frame, expected CRC-32 frame' }
      : cutFrame('CRC-32', bytes.length - 8);
  const length = bytes.readUInt32LE(4);
  if (length > mostPayload)
    return { code: 'AQ124', text: `Decode error: snapshot payload length ${length} exceeds maximum ${mostPayload}` };
  if (bytes.length < headerBytes + length) return { code: 'AQ121', text: 'I/O error: failed to fill whole buffer' };
  const expected = bytes.readUInt32LE(8);
  const actual = crc32(payloadOf(bytes));
  return expected === actual
    ? null
    : { code: 'AQ123', text: `Snapshot CRC-32 mismatch: expected 0x${hex(expected)}, actual 0x${hex(actual)}` };
}

function cutFrame(name: string, bytes: number): BadSnapshot {
  return { code: 'AQ121', text: `Decode error: truncated snapshot ${name} frame: read ${bytes} of 4 bytes` };
}
