// Folds a run up to a seq from the nearest checkpoint, and keeps new checkpoints on the way. The result equals a fold
// from event 1.

import type { Seq } from '../model/event.ts';
import type { EventLog, StoredEvent } from './log.ts';

export type Fold<State> = {
  /** Names the fold and the version of its code; another version uses other checkpoints. */
  readonly name: string;
  readonly everyEvents: number;
  empty(): State;
  /** May change and return the given state. */
  apply(state: State, event: StoredEvent): State;
  pack(state: State): Uint8Array;
  /** Throws on bytes that `pack` did not make; then the state is folded from the events. */
  unpack(bytes: Uint8Array): State;
};

/**
 * The state after event `seq`, or after the last event of a shorter run; seq 0 gives the state before the first event.
 */
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

/** undefined for bytes that different code stored under the same name. */
function unpackedOrNone<State>(fold: Fold<State>, bytes: Uint8Array): { readonly state: State } | undefined {
  try {
    return { state: fold.unpack(bytes) };
  } catch {
    return undefined;
  }
}
