// An outline as it is kept and sent: its bytes, made once, unpacked only by who looks inside.

import { packValue, unpackValue } from './frame-bytes.ts';
import type { Outline } from './outline.ts';

/** See `frame-bytes.ts`. */
export type PackedOutline = Uint8Array<ArrayBuffer>;

export function packOutline(outline: Outline): PackedOutline {
  return packValue(outline);
}

/** Its columns are views of the bytes. Throws on bytes that `packOutline` did not make. */
export function unpackOutline(packed: PackedOutline): Outline {
  return unpackValue(packed) as Outline;
}
