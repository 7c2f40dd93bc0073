// Data about a log that the library stores beside its records, so that the log's file can be exported byte for byte and
// inspected again.

import type { Warning } from '../../model/event.ts';
import type { Kept } from '../source.ts';
import { checksum } from './checksum.ts';
import { logOfParts, type OpenLog } from './open-log.ts';
import { bytesIn } from './read-log.ts';
import { headerBytes, logVersion, type PlacedBadRecord } from './record-frame.ts';

/** `tail`: the bytes after the last readable record; `tail` and `snapshot` are base64. */
type KeptLog = Kept & { readonly tail: string; readonly snapshot: string; readonly unfinishedSnapshot: boolean };

/** In bytes. Larger data is left out, and the run says so. */
const mostKept = 64 * 2 ** 20;

/** `left`: what was too large to store. */
export async function keptOf(
  log: OpenLog,
  bad: PlacedBadRecord | null,
): Promise<{ readonly kept: KeptLog; readonly left: readonly Warning[] }> {
  const tailBytes = bad === null ? 0 : log.size - bad.offset;
  const left = [
    ...(tailBytes > mostKept ? [leftOut(bad?.index ?? 0, `The ${tailBytes} bytes behind the last whole record`)] : []),
    ...(log.snapshotBytes.length > mostKept ? [leftOut(0, `The snapshot of ${log.snapshotBytes.length} bytes`)] : []),
  ];
  const tail = tailBytes > mostKept ? '' : await base64Of(log, log.size - tailBytes);
  const snapshot = log.snapshotBytes.length > mostKept ? '' : log.snapshotBytes.toString('base64');
  return {
    kept: {
      container: 'actionqueue',
      version: 1,
      warnings: left,
      tail,
      snapshot,
      unfinishedSnapshot: log.unfinishedSnapshot,
    },
    left,
  };
}

function leftOut(seq: number, what: string): Warning {
  return {
    seq,
    code: 'partial-file',
    text: `${what} are too many to be kept with the run: an export is without them.`,
  };
}

async function base64Of({ file, size }: OpenLog, from: number): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of bytesIn(file, from, size)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('base64');
}

/** The bytes of the log's file. */
export async function* exportedLog(
  kept: Kept,
  payloadAt: (seq: number) => Promise<Uint8Array>,
  events: number,
): AsyncGenerator<Uint8Array> {
  for (let seq = 1; seq <= events; seq++) yield framed(await payloadAt(seq));
  yield Buffer.from((kept as KeptLog).tail, 'base64');
}

function framed(payload: Uint8Array): Buffer {
  const record = Buffer.alloc(headerBytes + payload.length);
  record.set(payload, headerBytes);
  record.writeUInt32LE(logVersion, 0);
  record.writeUInt32LE(payload.length, 4);
  record.writeUInt32LE(checksum(record, headerBytes, record.length), 8);
  return record;
}

/** The log restored from the stored data and the exported file. */
export function keptLog(kept: Kept, file: Buffer): OpenLog {
  const { snapshot, unfinishedSnapshot } = kept as KeptLog;
  return logOfParts(file, Buffer.from(snapshot, 'base64'), unfinishedSnapshot);
}
