// Lists runs with facts that need no reading of events (SPEC.md L18). Reads no more than the page needs.

import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { LogBackend } from './backend.ts';
import type { StoredEvent, Stream, StreamPage, StreamQuery } from './log.ts';
import type { LogReader } from './log-reader.ts';
import type { StreamCache } from './stream-cache.ts';

const defaultLimit = 100;
const idsAtOnce = 200;

export class StreamList {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #reader: LogReader;

  constructor(backend: LogBackend, cache: StreamCache, reader: LogReader) {
    this.#backend = backend;
    this.#cache = cache;
    this.#reader = reader;
  }

  async stream(run: string): Promise<Stream | undefined> {
    const known = await this.#cache.refresh(run);
    if (known === undefined) return undefined;
    const { lastSeq, branch, archives } = known;
    // A branch without own events ends with an event of its parent.
    const last = known.lastType === null ? await this.#lastOfPrefix(run, lastSeq) : undefined;
    return {
      run,
      events: lastSeq,
      lastType: known.lastType ?? last?.type ?? null,
      lastAtMs: known.lastType === null ? (last?.atMs ?? null) : known.lastAtMs,
      parent: branch === null ? null : { run: branch.parent, seq: branch.seq },
      archivedTo: archives.at(-1)?.to ?? 0,
    };
  }

  /** undefined also if the event is in an unreadable archive. */
  async #lastOfPrefix(run: string, seq: Seq): Promise<StoredEvent | undefined> {
    try {
      return await this.#reader.eventAt(run, seq);
    } catch (error) {
      if (error instanceof RetraceError) return undefined;
      throw error;
    }
  }

  async page(query: StreamQuery): Promise<StreamPage> {
    const { prefix = '', limit = defaultLimit } = query;
    const streams: Stream[] = [];
    let cursor = query.cursor ?? null;
    for (;;) {
      const ids = await this.#backend.runs(prefix, cursor, idsAtOnce);
      for (const id of ids) {
        if (streams.length === limit) return { streams, cursor };
        cursor = id;
        const stream = await this.stream(id);
        if (stream !== undefined && fits(stream, query)) streams.push(stream);
      }
      if (ids.length < idsAtOnce) return { streams, cursor: null };
    }
  }
}

function fits({ parent, lastType, archivedTo }: Stream, query: StreamQuery): boolean {
  if (query.parent !== undefined && parent?.run !== query.parent) return false;
  if (query.lastTypes !== undefined && (lastType === null || !query.lastTypes.includes(lastType))) return false;
  return query.archived === undefined || query.archived === archivedTo > 0;
}
