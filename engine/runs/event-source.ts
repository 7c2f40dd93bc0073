// Where the events of a run are read from: the log, or a file whose events are not stored yet.

import type { Seq } from '../model/event.ts';
import { type Outline, typeOf, writtenTimeOf } from '../model/outline.ts';
import { eventText, type History } from '../sources/json/history-file.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';

export interface EventSource {
  /** Events `from` … `to`, both included, as far as they are there. */
  read(from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** Every event from `first` on in order of seq, a page at a time, so that others may read in between. */
  pages(first?: Seq): AsyncIterable<readonly StoredEvent[]>;
}

const pageSize = 1000;

export function sourceInLog(log: EventLog, run: string): EventSource {
  return { read: (from, to) => log.read(run, from, to), pages: (first) => log.pages(run, first) };
}

/** `outlineOf`: of as many of its events as are explained by then; no others are read. */
export function sourceInFile({ bytes, events }: History, outlineOf: () => Outline): EventSource {
  const eventAt = (outline: Outline, seq: Seq): StoredEvent => {
    return {
      seq,
      type: typeOf(outline, seq),
      atMs: writtenTimeOf(outline, seq),
      payload: eventText(bytes, events[seq - 1]!),
    };
  };
  return sourceOf(async (from, to) => {
    const outline = outlineOf();
    const found: StoredEvent[] = [];
    for (let seq = from; seq <= to; seq++) found.push(eventAt(outline, seq));
    return found;
  }, outlineOf);
}

/** Of events that `read` gives, as many as are explained by then. */
export function sourceOf(read: EventSource['read'], outlineOf: () => Outline): EventSource {
  const within = (from: Seq, to: Seq): Promise<readonly StoredEvent[]> =>
    read(Math.max(1, from), Math.min(to, outlineOf().events));
  return {
    read: within,
    async *pages(first = 1) {
      for (let from = first; from <= outlineOf().events; from += pageSize)
        yield await within(from, from + pageSize - 1);
    },
  };
}
