// Folds events of a file or of the library to the state after one event.

import type { Dialect, ReadEvent } from '../formats/dialect.ts';
import { textParser } from '../formats/json-payload.ts';
import { type History, parseEvent } from '../sources/json/history-file.ts';
import type { RawEvent, Source, StreamEnd } from '../sources/source.ts';
import type { RunId, Seq } from '../model/event.ts';
import { type Json, objectOf } from '../model/json.ts';
import type { Outline, OutlineDialect } from '../model/outline.ts';
import { OutlineBuilder } from '../model/outline-builder.ts';
import { applyEffects, emptyState, type RunState } from '../model/state.ts';
import type { StoredEvent } from '../store/log.ts';
import { readStored, storedJson } from './stored-json.ts';

export type FoldedEvent = { readonly seq: Seq; readonly raw: Json; readonly read: ReadEvent };

/** Pages of events. Events of the library arrive one page at a time; those of a file are all there at once. */
export type FoldedPages = AsyncIterable<Iterable<FoldedEvent>>;

export async function* pagesOfFile(history: History): FoldedPages {
  yield eventsOfFile(history);
}

/** Pages of the only run in a streamed source. */
export async function* pagesOfSource(source: Source, onEnd: (end: StreamEnd) => void = () => undefined): FoldedPages {
  for await (const run of source.runs(false)) {
    if (run.type === 'held') continue;
    let seq = 0;
    for await (const batch of run.batches()) yield batch.map((event) => foldedEvent(run.dialect, ++seq, event));
    onEnd(await run.end());
  }
}

function foldedEvent(dialect: Dialect, seq: Seq, { payload, said, place }: RawEvent): FoldedEvent {
  const raw = storedJson(dialect, { payload });
  return { seq, raw: place === undefined ? raw : { ...objectOf(raw), ...place }, read: dialect.read(raw, said) };
}

export async function* pagesOfLog(dialect: Dialect, pages: AsyncIterable<readonly StoredEvent[]>): FoldedPages {
  for await (const page of pages) yield eventsOfLog(dialect, page);
}

function* eventsOfFile({ dialect, bytes, events }: History): Generator<FoldedEvent> {
  for (const [i, event] of events.entries()) {
    const raw = parseEvent(bytes, event, textParser(dialect));
    yield { seq: i + 1, raw, read: dialect.read(raw) };
  }
}

export function* eventsOfLog(dialect: Dialect, stored: Iterable<StoredEvent>): Generator<FoldedEvent> {
  for (const event of stored) yield { seq: event.seq, ...readStored(dialect, event) };
}

/** Outline of a history that is not in the library, and has no run id. */
export async function outlineOfPages(dialect: OutlineDialect, pages: FoldedPages): Promise<Outline> {
  const builder = new OutlineBuilder();
  for await (const page of pages) {
    for (const { read } of page) builder.add(read.atMs, read.type, read.explanation);
  }
  return builder.finish('' as RunId, dialect);
}

/** The state after event `at`; 0 is before the first event. */
export async function foldTo(pages: FoldedPages, at: Seq): Promise<RunState> {
  const state = emptyState();
  if (at === 0) return state;
  for await (const page of pages) {
    for (const { seq, read } of page) {
      applyEffects(state, seq, read.atMs, read.explanation.effects);
      if (seq >= at) return state;
    }
  }
  return state;
}
