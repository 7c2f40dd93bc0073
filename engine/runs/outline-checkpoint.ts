// An outline as it is kept beside the log: with what it takes to go on behind it, which is unpacked only then.

import type { DialectId, RunId } from '../model/event.ts';
import { packValue, unpackValue } from '../model/frame-bytes.ts';
import type { PackedOutline } from '../model/packed-outline.ts';
import type { ExplainerRest } from './explainer.ts';

/** `run`: whose outline it is; a branch finds its parent's. */
type Kept<Rest> = {
  readonly run: RunId;
  readonly dialect: DialectId;
  readonly outline: PackedOutline;
  readonly rest: Rest;
};

export type OutlineCheckpoint = Kept<() => ExplainerRest>;

export function packCheckpoint({ rest, ...kept }: Kept<ExplainerRest>): Uint8Array {
  return packValue({ ...kept, rest: packValue(rest) });
}

/** Throws on bytes that `packCheckpoint` did not make. */
export function unpackCheckpoint(bytes: Uint8Array): OutlineCheckpoint {
  const { rest, ...kept } = unpackValue(new Uint8Array(bytes)) as Kept<PackedOutline>;
  return { ...kept, rest: () => unpackValue(rest) as ExplainerRest };
}
