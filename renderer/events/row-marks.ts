// What a person has marked events with: breakpoints that stop at them.

import type { RunId, Seq } from '../../engine/model/event.ts';
import { useMarkedStops } from '../session/stops/marked-stops.ts';

export type RowMarks = { readonly stop: boolean };

/** The marks of a run's events as they are now. */
export function marksIn(run: RunId): (seq: Seq) => RowMarks {
  const stops = useMarkedStops.getState();
  const ofRun = stops.run === run ? stops.seqs : none;
  return (seq) => ({ stop: ofRun.has(seq) });
}

const none: ReadonlySet<Seq> = new Set();

/** Calls `listener` when marks may have changed; returns a function that ends it. */
export function onMarks(listener: () => void): () => void {
  return useMarkedStops.subscribe(listener);
}
