// The frame around a record (version 5) and around a snapshot (version 4): version, length, CRC-32 of the payload,
// payload. All numbers little-endian, 32 bits.

import { checksum } from './checksum.ts';

export const headerBytes = 12;
export const logVersion = 5;
export const snapshotVersion = 4;
/** In bytes. Readers of this format refuse larger payloads. */
export const mostPayload = 2 ** 28;

/** ActionQueue's own error words. */
export type UpstreamCode =
  | 'incomplete_header'
  | 'unsupported_version'
  | 'incomplete_payload'
  | 'decode_failure'
  | 'crc_mismatch';

export type BadRecord = {
  readonly code: 'AQ101' | 'AQ102' | 'AQ103' | 'AQ104' | 'AQ105' | 'AQ106';
  readonly upstream: UpstreamCode;
  /** A sentence about the error, without its place. */
  readonly text: string;
};

/** A bad record with its byte offset in the file and the number of records before it. */
export type PlacedBadRecord = BadRecord & { readonly offset: number; readonly index: number };

/** The error in the header at `at`, of which `left` bytes remain in the file; checks in ActionQueue's order. */
export function badHeader(bytes: Buffer, at: number, left: number): BadRecord | null {
  if (left < headerBytes)
    return {
      code: 'AQ101',
      upstream: 'incomplete_header',
      text: `the last record is cut off after ${left} of the ${headerBytes} bytes of its header`,
    };
  const version = wordAt(bytes, at);
  if (version !== logVersion)
    return {
      code: 'AQ104',
      upstream: 'unsupported_version',
      text: `the record is of version ${version}; only version ${logVersion} is known`,
    };
  const length = wordAt(bytes, at + 4);
  if (length > mostPayload)
    return {
      code: 'AQ105',
      upstream: 'decode_failure',
      text: `a payload of ${length} bytes is implausible: probably no record begins here`,
    };
  if (left < headerBytes + length)
    return {
      code: 'AQ102',
      upstream: 'incomplete_payload',
      text: `the last record has ${left - headerBytes} of the ${length} bytes of its payload`,
    };
  if (length === 0) return { code: 'AQ105', upstream: 'decode_failure', text: 'the record has no payload' };
  return null;
}

/** Requires the whole record at `at`. */
export function badChecksum(bytes: Buffer, at: number): BadRecord | null {
  const from = at + headerBytes;
  const actual = checksum(bytes, from, from + wordAt(bytes, at + 4));
  const expected = wordAt(bytes, at + 8);
  return actual === expected
    ? null
    : {
        code: 'AQ103',
        upstream: 'crc_mismatch',
        text: `the checksum of the payload is ${hex(actual)}, the record says ${hex(expected)}`,
      };
}

/** Like `readUInt32LE`, without bounds checks. */
export function wordAt(bytes: Buffer, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

export function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}
