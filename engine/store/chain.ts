// The hash chain over a run's events (SPEC.md L20): each digest covers the one before. Pure arithmetic; stores nothing.

import { createHash, hash } from 'node:crypto';
import { RetraceError } from '../model/errors.ts';
import type { StoredEvent } from './log.ts';

export const digestBytes = 32;
/** The digest before event 1. */
export const chainStart: Uint8Array = new Uint8Array(digestBytes);

const timeAt = 40;
const typeLengthAt = 48;
const typeAt = 52;
/** High 32 bits of a NaN, which stands for a null time in the hashed bytes. */
const noTimeHigh = 0x7ff80000;
/** Events larger than this are hashed in pieces, not copied into one buffer. */
const scratchBytes = 64 * 1024;
const scratch = Buffer.alloc(scratchBytes);
const fields = new DataView(scratch.buffer, scratch.byteOffset, scratchBytes);

/** Chain digest of `event`, given the digest of the event before it. */
export function linkDigest(previous: Uint8Array, event: StoredEvent): Uint8Array {
  return linkDigests(previous, [event]);
}

/**
 * Chain digests of consecutive events, 32 bytes each, concatenated. Throws `log-damaged` if `previous` is no digest.
 */
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

/**
 * Reads the previous digest from the start of the scratch buffer. Returns one character per byte, the fastest output
 * format of the hash.
 */
function digestBehindScratch({ seq, atMs, type, payload }: StoredEvent): string {
  fields.setUint32(32, Math.floor(seq / 0x1_0000_0000));
  fields.setUint32(36, seq >>> 0);
  if (atMs === null) {
    fields.setUint32(timeAt, noTimeHigh);
    fields.setUint32(timeAt + 4, 0);
  } else fields.setFloat64(timeAt, atMs + 0);
  // UTF-8 takes at most three bytes per UTF-16 unit.
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
