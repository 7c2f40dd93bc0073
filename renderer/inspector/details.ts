// Requests of the inspector to the engine about one open run, with their answers cached.

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

/** The engine lists this number of an operation's first events: later events change nothing in the answer. */
const toldEvents = 500;

/** The cache key of an operation with `events` events so far: more events give a new key and thus a new request. */
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

/** The first request: the event at the cursor. */
export function eventWanted({ cursor }: Session): Seq | null {
  return cursor === 0 ? null : cursor;
}

/** The events that a person likely views next: the visible events beside the cursor. */
export function neighbours({
  visible,
  cursor,
}: Pick<Session, 'cursor'> & { readonly visible: Pick<Session['visible'], 'events'> }): Seq[] {
  const { events } = visible;
  const upTo = countUpTo(events, cursor);
  const before = events[upTo - 1] === cursor ? events[upTo - 2] : events[upTo - 1];
  return [events[upTo], before].filter((seq) => seq !== undefined);
}
