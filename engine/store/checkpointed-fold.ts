// Folds a run to one of its seqs from the nearest checkpoint, and keeps new ones on the way. Gives what a fold from event 1 gives, only sooner.

import type { Seq } from '../model/event.ts';
import type { EventLog, StoredEvent } from './log.ts';

export type Fold<State> = {
  /** What is folded, and by which version of the code: another one finds no checkpoints of this one. */
  readonly name: string;
  readonly everyEvents: number;
  empty(): State;
  /** May change the state that it is given, and give it back. */
  apply(state: State, event: StoredEvent): State;
  pack(state: State): Uint8Array;
  /** Throws on bytes that `pack` did not make; then they are folded anew. */
  unpack(bytes: Uint8Array): State;
};

/** The state after event `seq`, or after the last one where the run is shorter; 0 = before the first. */
export async function foldWithCheckpoints<State>(
  log: EventLog,
  run: string,
  seq: Seq,
  fold: Fold<State>,
): Promise<State> {
  const kept = await log.checkpointAt(run, fold.name, seq);
  const unpacked = kept && unpackedOrNone(fold, kept.bytes);
  let state = unpacked === undefined ? fold.empty() : unpacked.state;
  const from = kept === undefined || unpacked === undefined ? 1 : kept.seq + 1;
  for await (const page of log.pages(run, from, seq)) {
    for (const event of page) {
      state = fold.apply(state, event);
      if (event.seq % fold.everyEvents === 0) await log.keepCheckpoint(run, fold.name, event.seq, fold.pack(state));
    }
  }
  return state;
}

/** undefined for bytes that other code made under the same name. */
function unpackedOrNone<State>(fold: Fold<State>, bytes: Uint8Array): { readonly state: State } | undefined {
  try {
    return { state: fold.unpack(bytes) };
  } catch {
    return undefined;
  }
}
