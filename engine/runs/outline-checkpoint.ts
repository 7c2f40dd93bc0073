// An outline in a log's checkpoint, with its fold's state, which is unpacked only on demand.

import type { DialectId, RunId } from '../model/event.ts';
import { packValue, unpackValue } from '../model/frame-bytes.ts';
import type { PackedOutline } from '../model/packed-outline.ts';
import type { Dialect } from '../formats/dialect.ts';
import type { ExplainerRest } from './explainer.ts';

/** `run`: the run of the outline; a branch may find its parent's checkpoint. */
type Kept<Rest> = {
  readonly run: RunId;
  readonly dialect: DialectId;
  readonly edition?: string;
  readonly outline: PackedOutline;
  readonly rest: Rest;
};

export type OutlineCheckpoint = Kept<() => ExplainerRest>;

export function packCheckpoint({
  rest,
  dialect: { id, edition },
  ...kept
}: Omit<Kept<ExplainerRest>, 'dialect' | 'edition'> & { readonly dialect: Dialect }): Uint8Array {
  return packValue({ ...kept, dialect: id, ...(edition !== undefined && { edition }), rest: packValue(rest) });
}

/** Throws on bytes that `packCheckpoint` did not make. */
export function unpackCheckpoint(bytes: Uint8Array): OutlineCheckpoint {
  const { rest, ...kept } = unpackValue(new Uint8Array(bytes)) as Kept<PackedOutline>;
  return { ...kept, rest: () => unpackValue(rest) as ExplainerRest };
}
