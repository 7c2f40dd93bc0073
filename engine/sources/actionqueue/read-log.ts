// Reads the records of a log file in batches, to its end or to the first record with a bad frame. Opens for reading
// only; holds one batch at a time.

import { badChecksum, badHeader, type BadRecord, headerBytes, wordAt } from './record-frame.ts';
import type { OpenBytes } from '../entry.ts';

const portion = 1 << 18;

/** Valid until the next batch is read, which overwrites its bytes. */
export type RecordBatch = {
  readonly bytes: Buffer;
  /** Byte offset of `bytes` in the file. */
  readonly offset: number;
  /** Offset in `bytes` of each record's start, and of the last record's end. */
  readonly bounds: Uint32Array;
  /** Number of records: one less than bounds. */
  readonly count: number;
  /** Set on the last batch if more bytes follow but no good record. */
  readonly bad: BadRecord | null;
};

/** The records from byte `from` on, among the first `size` bytes of the file; ignores bytes appended later. */
export async function* readLog(file: OpenBytes, size: number, from = 0): AsyncGenerator<RecordBatch> {
  let buffer: Buffer = Buffer.allocUnsafeSlow(portion);
  let offset = from;
  let filled = 0;
  while (offset < size) {
    filled += await fill(file, buffer, filled, offset, size);
    const batch = recordsIn(buffer.subarray(0, filled), offset, size - offset);
    const used = batch.bounds[batch.count]!;
    if (batch.count > 0 || batch.bad !== null) yield batch;
    if (batch.bad !== null) return;
    // No whole record fits: the next record alone is larger than the buffer.
    if (batch.count === 0) buffer = enlarged(buffer, filled);
    else buffer.copyWithin(0, used, filled);
    offset += used;
    filled -= used;
  }
}

async function fill(file: OpenBytes, buffer: Buffer, filled: number, offset: number, size: number): Promise<number> {
  const wanted = Math.min(buffer.length - filled, size - offset - filled);
  let got = 0;
  while (got < wanted) {
    const { bytesRead } = await file.read(buffer, filled + got, wanted - got, offset + filled + got);
    if (bytesRead === 0) throw new Error('the file became shorter while it was read');
    got += bytesRead;
  }
  return got;
}

function enlarged(buffer: Buffer, filled: number): Buffer {
  const needed = headerBytes + wordAt(buffer, 4);
  const larger = Buffer.allocUnsafeSlow(Math.max(needed, buffer.length));
  buffer.copy(larger, 0, 0, filled);
  return larger;
}

const mostRecords = 1 << 13;

/** The whole records at the start of `bytes`; `left` is the number of bytes in the file from there on. */
function recordsIn(bytes: Buffer, offset: number, left: number): RecordBatch {
  const bounds = new Uint32Array(mostRecords + 1);
  let count = 0;
  let at = 0;
  let bad: BadRecord | null = null;
  while (count < mostRecords && at < left) {
    if (bytes.length - at < headerBytes && bytes.length < left) break;
    bad = badHeader(bytes, at, left - at);
    if (bad !== null) break;
    const end = at + headerBytes + wordAt(bytes, at + 4);
    if (end > bytes.length) break;
    bad = badChecksum(bytes, at);
    if (bad !== null) break;
    at = end;
    bounds[++count] = at;
  }
  return { bytes, offset, bounds, count, bad };
}

/** The bytes from `from` to before `to`, in pieces, each valid until the next is read. */
export async function* bytesIn(file: OpenBytes, from: number, to: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(portion, Math.max(0, to - from)));
  for (let at = from; at < to;) {
    const got = await fill(file, buffer, 0, at, Math.min(to, at + buffer.length));
    yield buffer.subarray(0, got);
    at += got;
  }
}
