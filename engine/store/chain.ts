// The hash chain over a run's events (SPEC.md L20): each digest covers the one before. Pure arithmetic; stores nothing.

import { createHash, hash } from 'node:crypto';
import { RetraceError } from '../model/errors.ts';
import type { StoredEvent } from './log.ts';

export const digestBytes = 32;
/** What stands before event 1. */
export const chainStart: Uint8Array = new Uint8Array(digestBytes);

const timeAt = 40;
const typeLengthAt = 48;
const typeAt = 52;
/** NaN is no time: these bytes stand for null. */
const noTimeHigh = 0x7ff80000;
/** Above this an event is hashed in pieces rather than copied into one. */
const scratchBytes = 64 * 1024;
const scratch = Buffer.alloc(scratchBytes);
const fields = new DataView(scratch.buffer, scratch.byteOffset, scratchBytes);

/** The digest of one event behind the digest of the one before. */
export function linkDigest(previous: Uint8Array, event: StoredEvent): Uint8Array {
  return linkDigests(previous, [event]);
}

/** The digests of events in a row, 32 bytes each, one behind the other. Throws `log-damaged` where what is before is no digest. */
export function linkDigests(previous: Uint8Array, events: readonly StoredEvent[]): Buffer {
  const digests = Buffer.allocUnsafe(events.length * digestBytes);
  if (previous.length !== digestBytes)
    throw new RetraceError(
      'log-damaged',
      'The digest of the event before is damaged, so nothing can be chained to it. See retrace log verify.',
    );
  scratch.set(previous, 0);
  let at = 0;
  for (const event of events) {
    const digest = digestBehindScratch(event);
    digests.write(digest, at, digestBytes, 'binary');
    scratch.write(digest, 0, digestBytes, 'binary');
    at += digestBytes;
  }
  return digests;
}

/** The digest before stands at the beginning of the scratch buffer. One character a byte, which is the fastest way out of the hash. */
function digestBehindScratch({ seq, atMs, type, payload }: StoredEvent): string {
  fields.setUint32(32, Math.floor(seq / 0x1_0000_0000));
  fields.setUint32(36, seq >>> 0);
  if (atMs === null) {
    fields.setUint32(timeAt, noTimeHigh);
    fields.setUint32(timeAt + 4, 0);
  } else fields.setFloat64(timeAt, atMs + 0);
  // Three bytes a UTF-16 unit at most.
  if (typeAt + type.length * 3 + payload.length > scratchBytes) return digestInPieces(type, payload);
  const typeBytes = scratch.write(type, typeAt, 'utf8');
  fields.setUint32(typeLengthAt, typeBytes);
  scratch.set(payload, typeAt + typeBytes);
  return hash('sha256', scratch.subarray(0, typeAt + typeBytes + payload.length), 'binary');
}

function digestInPieces(type: string, payload: Uint8Array): string {
  const typeText = Buffer.from(type, 'utf8');
  fields.setUint32(typeLengthAt, typeText.length);
  return createHash('sha256').update(scratch.subarray(0, typeAt)).update(typeText).update(payload).digest('binary');
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
