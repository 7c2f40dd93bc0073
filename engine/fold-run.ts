// Folds events, from a file or from the library, to the state after one of them.

import type { Dialect, ReadEvent } from './formats/dialect.ts';
import { type History, parseEvent } from './formats/history-file.ts';
import type { Seq } from './model/event.ts';
import type { Json } from './model/json.ts';
import { applyEffects, emptyState, type RunState } from './model/state.ts';

export type FoldedEvent = { readonly seq: Seq; readonly raw: Json; readonly read: ReadEvent };

export function* eventsOfFile({ dialect, bytes, events }: History): Generator<FoldedEvent> {
  for (const [i, event] of events.entries()) {
    const raw = parseEvent(bytes, event, i);
    yield { seq: i + 1, raw, read: dialect.read(raw) };
  }
}

export function* eventsOfLog(dialect: Dialect, stored: Iterable<{ seq: Seq; payload: Uint8Array }>): Generator<FoldedEvent> {
  for (const { seq, payload } of stored) {
    const raw = JSON.parse(Buffer.from(payload).toString('utf8')) as Json;
    yield { seq, raw, read: dialect.read(raw) };
  }
}

/** The state after event `at`; 0 = before the first. */
export function foldTo(events: Iterable<FoldedEvent>, at: Seq): RunState {
  const state = emptyState();
  if (at === 0) return state;
  for (const { seq, read } of events) {
    applyEffects(state, seq, read.atMs, read.explanation.effects);
    if (seq >= at) break;
  }
  return state;
}
