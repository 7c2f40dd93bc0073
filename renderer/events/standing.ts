// The relation of events to cursor, selection and search: computed for every row at every move.

import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import { eventsOf, type Outline } from '../../engine/model/outline.ts';
import type { Session } from '../session/session.ts';

export type Standing = {
  readonly current: boolean;
  /** The cursor is on a hidden event right after this one. */
  readonly after: boolean;
  readonly future: boolean;
  /** The event belongs to the selected operation. */
  readonly own: boolean;
  readonly match: boolean;
};

export type Standings = {
  /** Seqs of the events that pass the filter. */
  readonly events: Uint32Array;
  /** Index of the event at the cursor, or else of the event before it; −1 = none. */
  readonly here: number;
  /** `index`: index of the event in `events`. */
  readonly of: (seq: Seq, index: number) => Standing;
};

type Asked = Pick<Session, 'cursor' | 'selected'> & {
  readonly visible: { readonly events: Uint32Array };
  readonly filter: { readonly matches: Uint32Array | null };
  readonly search: { readonly found: Uint32Array | null };
};

/** Matches are marked only while the list also shows other events. In a sorted list nothing is right after a row. */
export function standingsIn(
  { visible: { events }, cursor, selected, filter, search }: Asked,
  outline: Outline,
  sorted = false,
): Standings {
  const here = countUpTo(events, cursor) - 1;
  const touched = selected === null ? null : eventsOf(outline, selected);
  const found = filter.matches === null ? search.found : null;
  const of = (seq: Seq, index: number): Standing => ({
    current: seq === cursor,
    after: !sorted && index === here && seq !== cursor,
    future: seq > cursor,
    own: touched !== null && contains(touched, seq),
    match: found !== null && contains(found, seq),
  });
  return { events, here, of };
}

function contains(rising: Uint32Array, seq: Seq): boolean {
  return rising[countUpTo(rising, seq) - 1] === seq;
}
