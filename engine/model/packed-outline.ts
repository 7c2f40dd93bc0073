// An outline in its stored and sent form: bytes, made once and unpacked only by readers of the content.

import { packValue, unpackValue } from './frame-bytes.ts';
import type { Outline } from './outline.ts';

/** See `frame-bytes.ts`. */
export type PackedOutline = Uint8Array<ArrayBuffer>;

export function packOutline(outline: Outline): PackedOutline {
  return packValue(outline);
}

/** The outline's columns may be views of the bytes. Throws on bytes that `packOutline` did not make. */
export function unpackOutline(packed: PackedOutline): Outline {
  return unpackValue(packed) as Outline;
}
