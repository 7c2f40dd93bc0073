// What the inspector asks the engine about one open run, and keeps of it.

import type { EventDetail, OperationDetail, StateDetail } from '../../engine/model/api.ts';
import { countUpTo } from '../../engine/model/cursor.ts';
import type { Seq } from '../../engine/model/event.ts';
import { ask } from '../session/engine.ts';
import type { Session } from '../session/session.ts';
import { Latest } from '../session/latest.ts';
import { type RawPiece, readRaw } from '../session/raw-text.ts';

export type Details = {
  readonly run: string;
  readonly events: Latest<Seq, EventDetail>;
  readonly raw: Latest<Seq, RawPiece>;
  readonly states: Latest<Seq, StateDetail>;
  /** See `operationWish`. */
  readonly operations: Latest<string, OperationDetail>;
};

/** The engine tells the first so many events of an operation: what comes later changes nothing. */
const toldEvents = 500;

/** What to ask for of an operation that has so many events by now: with more of them it is told anew. */
export function operationWish(key: string, events: number): string {
  return `${Math.min(events, toldEvents)} ${key}`;
}

export function keyIn(wish: string): string {
  return wish.slice(wish.indexOf(' ') + 1);
}

export function detailsOf(run: string): Details {
  return {
    run,
    events: new Latest((seq) => ask('readEvent', { run, seq }), { weigh: ({ attributes }) => attributes.bytes, rest }),
    raw: new Latest((seq) => readRaw(run, seq, 0), { keep: 50, weigh: ({ text }) => text.length }),
    states: new Latest((seq) => ask('readState', { run, seq }), { keep: 50 }),
    operations: new Latest((wish) => ask('readOperation', { run, key: keyIn(wish) }), { keep: 50 }),
  };
}

function rest(): Promise<void> {
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 500 }));
}

/** What to ask for first: the event at the cursor. */
export function eventWanted({ cursor }: Session): Seq | null {
  return cursor === 0 ? null : cursor;
}

/** The events that a person most likely looks at next: those beside the cursor in what the filter leaves. */
export function neighbours({
  visible,
  cursor,
}: Pick<Session, 'cursor'> & { readonly visible: Pick<Session['visible'], 'events'> }): Seq[] {
  const { events } = visible;
  const upTo = countUpTo(events, cursor);
  const before = events[upTo - 1] === cursor ? events[upTo - 2] : events[upTo - 1];
  return [events[upTo], before].filter((seq) => seq !== undefined);
}
