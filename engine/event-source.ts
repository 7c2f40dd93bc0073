// Where the events of a run are read from: the log, or a file whose events are not stored yet.

import type { Seq } from './model/event.ts';
import { type Outline, timeOf, typeOf } from './model/outline.ts';
import { eventText, type History } from './formats/history-file.ts';
import type { EventLog, StoredEvent } from './store/event-log.ts';

export interface EventSource {
  /** Events `from` … `to`, both included, as far as they are there. */
  read(from: Seq, to: Seq): readonly StoredEvent[];
}

const pageSize = 1000;

/** Every event in order of seq, a page at a time, so that others may read in between. */
export function* allEvents(source: EventSource): Generator<StoredEvent> {
  for (let from = 1; ; from += pageSize) {
    const page = source.read(from, from + pageSize - 1);
    yield* page;
    if (page.length < pageSize) return;
  }
}

export function sourceInLog(log: EventLog, run: string): EventSource {
  return { read: (from, to) => log.read(run, from, to) };
}

export function sourceInFile({ bytes, events }: History, outline: Outline): EventSource {
  const eventAt = (seq: Seq): StoredEvent => {
    return { seq, type: typeOf(outline, seq), atMs: timeOf(outline, seq), payload: eventText(bytes, events[seq - 1]!) };
  };
  return {
    read(from, to) {
      const found: StoredEvent[] = [];
      for (let seq = Math.max(1, from); seq <= Math.min(to, events.length); seq++) found.push(eventAt(seq));
      return found;
    },
  };
}
