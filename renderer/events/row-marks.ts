// What a person has marked events with: breakpoints that stop at them, and notes.

import type { RunId, Seq } from '../../engine/model/event.ts';
import { useNotes } from '../session/notes.ts';
import { useMarkedStops } from '../session/stops/marked-stops.ts';

/** `notes`: their texts, in lines. */
export type RowMarks = { readonly stop: boolean; readonly notes: string | null };

/** The marks of a run's events as they are now. */
export function marksIn(run: RunId): (seq: Seq) => RowMarks {
  const stops = useMarkedStops.getState();
  const ofRun = stops.run === run ? stops.seqs : none;
  const { bySeq } = useNotes.getState();
  return (seq) => ({ stop: ofRun.has(seq), notes: bySeq.get(seq)?.join('\n') ?? null });
}

const none: ReadonlySet<Seq> = new Set();

/** Calls `listener` when marks may have changed; returns a function that ends it. */
export function onMarks(listener: () => void): () => void {
  const ends = [useMarkedStops.subscribe(listener), useNotes.subscribe(listener)];
  return () => ends.forEach((end) => end());
}
