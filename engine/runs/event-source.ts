// The source of a run's events: the log, or a file whose events are not stored yet.

import type { Seq } from '../model/event.ts';
import { type Outline, typeOf, writtenTimeOf } from '../model/outline.ts';
import { eventText, type History } from '../sources/json/history-file.ts';
import type { EventLog, StoredEvent } from '../store/log.ts';

export interface EventSource {
  /** The existing events among `from` … `to`, both included. */
  read(from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** Every event from `first` on in order of seq, in pages, so that other reads can happen in between. */
  pages(first?: Seq): AsyncIterable<readonly StoredEvent[]>;
}

const pageSize = 1000;

export function sourceInLog(log: EventLog, run: string): EventSource {
  return { read: (from, to) => log.read(run, from, to), pages: (first) => log.pages(run, first) };
}

/** Reads only the events that the outline from `outlineOf` contains at the time. */
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

/** An event source on `read`, limited to the events in the outline from `outlineOf`. */
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
