// Reads a run as one list of events from its own rows, its parent's prefix and archives. Never writes.

import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { Continuation, LogBackend } from './backend.ts';
import { linkDigests } from './chain.ts';
import type { ArchiveReader, StoredEvent, TimeRange } from './log.ts';
import type { Segment, StreamCache } from './stream-cache.ts';

/** Consecutive events in one place; `archive` null means rows of `run`. */
export type Piece = {
  readonly run: string;
  readonly from: Seq;
  readonly to: Seq;
  readonly archive: Continuation | null;
};

const firstPageEvents = 128;
const maxPageEvents = 4096;
const wantedPageBytes = 2 * 1024 * 1024;
const maxTries = 5;

export class LogReader {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #archives: ArchiveReader | undefined;

  constructor(backend: LogBackend, cache: StreamCache, archives: ArchiveReader | undefined) {
    this.#backend = backend;
    this.#cache = cache;
    this.#archives = archives;
  }

  async read(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    const [first, last] = [Math.max(1, Math.ceil(from)), Math.floor(to)];
    if (!(first <= last)) return [];
    const home = this.#home(run, first, last);
    if (home !== undefined) {
      const rows = await this.#backend.read(home.run, first, last);
      if (rows.length > 0 && inRow(rows, first) && (home.to === Infinity || rows.length === last - first + 1))
        return rows;
    }
    return await this.#gathered(run, first, last);
  }

  async readReverse(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    const [first, last] = [Math.max(1, Math.ceil(from)), Math.floor(to)];
    if (!(first <= last)) return [];
    const home = this.#home(run, first, last);
    if (home !== undefined) {
      const rows = await this.#backend.readReverse(home.run, first, last);
      const top = home.to === Infinity ? (rows[0]?.seq ?? 0) : last;
      if (rows.length > 0 && rows.at(-1)?.seq === first && inRow(rows, top, -1)) return rows;
    }
    return (await this.#gathered(run, first, last)).toReversed();
  }

  async eventAt(run: string, seq: Seq): Promise<StoredEvent | undefined> {
    if (!Number.isSafeInteger(seq)) return undefined;
    const home = this.#home(run, seq, seq);
    const event = home && (await this.#backend.eventAt(home.run, seq));
    if (event !== undefined && isWhole(event)) return event;
    return (await this.read(run, seq, seq))[0];
  }

  async readByTime(run: string, { fromMs, toMs }: TimeRange): Promise<readonly StoredEvent[]> {
    for (let tries = 0; ; tries++) {
      const pieces = await this.freshPieces(run, 1, Infinity);
      const found = await this.#inRange(pieces, fromMs, toMs);
      // Another process may have archived events between the reads, which then found them in neither place.
      if (tries === maxTries || isAlike(pieces, await this.freshPieces(run, 1, Infinity)))
        return found.sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0) || a.seq - b.seq);
    }
  }

  async #inRange(pieces: readonly Piece[], fromMs: number, toMs: number): Promise<StoredEvent[]> {
    const found: StoredEvent[] = [];
    for (const piece of pieces) {
      const pages =
        piece.archive === null
          ? [await this.#backend.readByTime(piece.run, piece.to, fromMs, toMs)]
          : this.pagesOf(piece);
      for await (const page of pages)
        for (const event of page)
          if (event.atMs !== null && event.atMs >= fromMs && event.atMs <= toMs) found.push(event);
    }
    return found;
  }

  async *pages(run: string, from: Seq, to: Seq): AsyncGenerator<readonly StoredEvent[]> {
    let events = firstPageEvents;
    for (let next = Math.max(1, Math.ceil(from)); next <= to;) {
      const page = await this.read(run, next, Math.min(to, next + events - 1));
      const last = page.at(-1);
      if (last === undefined) return;
      yield page;
      next = last.seq + 1;
      events = nextPageEvents(page);
    }
  }

  /** undefined if the event does not exist; `start` for seq 0. */
  async digestAt(run: string, seq: Seq, start: Uint8Array): Promise<Uint8Array | undefined> {
    if (seq === 0) return start;
    if (!Number.isSafeInteger(seq)) return undefined;
    return (
      (await this.#digestIn(await this.pieces(run, seq, seq), run, seq, start)) ??
      (await this.#digestIn(await this.freshPieces(run, seq, seq), run, seq, start))
    );
  }

  async #digestIn(
    [piece]: readonly Piece[],
    run: string,
    seq: Seq,
    start: Uint8Array,
  ): Promise<Uint8Array | undefined> {
    if (piece === undefined) return undefined;
    if (piece.archive === null) return await this.#backend.digestAt(piece.run, seq);
    if (piece.archive.to === seq) return piece.archive.digest;
    if (this.#archives?.digestAt !== undefined) return await this.#archives.digestAt(piece.run, piece.archive, seq);
    const { from } = piece.archive;
    const before = await this.digestAt(run, from - 1, start);
    const events = await this.readPiece({ ...piece, from });
    return before && linkDigests(before, events).subarray(-start.length);
  }

  /** Places of events `from` … `to`, in order; the last piece's `to` may be beyond the run's end. */
  async pieces(run: string, from: Seq, to: Seq): Promise<readonly Piece[]> {
    const known = await this.#cache.know(run);
    const found: Piece[] = [];
    for (const segment of known?.lineage ?? []) {
      const [first, last] = [Math.max(from, segment.from), Math.min(to, segment.to)];
      if (first > last) continue;
      const { archives = [], hotFrom = first } = (await this.#cache.know(segment.run)) ?? {};
      // Two processes that archived at the same time may leave overlapping archives.
      let next = first;
      for (const archive of archives) {
        const [start, end] = [Math.max(next, archive.from), Math.min(last, archive.to, hotFrom - 1)];
        if (start > end) continue;
        found.push({ run: segment.run, from: start, to: end, archive });
        next = end + 1;
      }
      if (last >= hotFrom) found.push({ run: segment.run, from: Math.max(first, hotFrom), to: last, archive: null });
    }
    return found;
  }

  /** The segment that holds all these events as rows, by cached knowledge: the common case, which needs no pieces. */
  #home(run: string, first: Seq, last: Seq): Segment | undefined {
    const known = this.#cache.get(run);
    if (known === undefined) return undefined;
    for (const segment of known.lineage) {
      if (first > segment.to) continue;
      const owner = segment.run === run ? known : this.#cache.get(segment.run);
      return first >= segment.from &&
        (last <= segment.to || segment.to === Infinity) &&
        owner !== undefined &&
        owner.hotFrom <= first
        ? segment
        : undefined;
    }
    return undefined;
  }

  /** All existing events of the piece. */
  async readPiece({ run, from, to, archive }: Piece): Promise<readonly StoredEvent[]> {
    if (archive === null) return await this.#backend.read(run, from, to);
    if (this.#archives !== undefined) return await this.#archives.read(run, archive, from, to);
    throw new RetraceError(
      'archive-missing',
      `Events ${archive.from} to ${archive.to} of run ${JSON.stringify(run)} are in the archive ${archive.file}, which cannot be read here. Restore it, or open the log where it can read archives.`,
    );
  }

  /** All events of a piece with a finite `to`, in pages. */
  async *pagesOf(piece: Piece): AsyncGenerator<readonly StoredEvent[]> {
    for (let { from } = piece; from <= piece.to; from += maxPageEvents)
      yield await this.readPiece({ ...piece, from, to: Math.min(piece.to, from + maxPageEvents - 1) });
  }

  /** Like `pieces`, after reading the run's state afresh. */
  async freshPieces(run: string, from: Seq, to: Seq): Promise<readonly Piece[]> {
    const known = await this.#cache.refresh(run);
    for (const segment of known?.lineage ?? []) if (segment.run !== run) await this.#cache.refresh(segment.run);
    return await this.pieces(run, from, to);
  }

  /**
   * Reads the events piece by piece. If events are missing, another process may have archived some: reads the pieces
   * afresh.
   */
  async #gathered(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    const known = await this.#gather(await this.pieces(run, from, to), from);
    if (known.length > 0 && this.#isAll(run, known, from, to)) return known;
    for (let tries = 0; ; tries++) {
      const events = await this.#gather(await this.freshPieces(run, from, to), from);
      if (this.#isAll(run, events, from, to)) return events;
      if (tries === maxTries) throw damaged(run, firstMissing(events, from));
    }
  }

  #isAll(run: string, events: readonly StoredEvent[], from: Seq, to: Seq): boolean {
    const last = this.#cache.get(run)?.lastSeq ?? 0;
    return inRow(events, from) && from + events.length > Math.min(to, last);
  }

  async #gather(pieces: readonly Piece[], from: Seq): Promise<readonly StoredEvent[]> {
    const [only, ...more] = pieces;
    if (only === undefined) return [];
    if (more.length === 0) return await this.readPiece(only);
    const events: StoredEvent[] = [];
    for (const piece of pieces) {
      // After a piece that ends early, the next piece would leave a gap.
      if (piece.from !== from + events.length) break;
      for (const event of await this.readPiece(piece)) events.push(event);
    }
    return events;
  }
}

function isAlike(some: readonly Piece[], others: readonly Piece[]): boolean {
  return (
    some.length === others.length &&
    some.every(
      ({ from, to, archive }, i) =>
        from === others[i]?.from && to === others[i].to && archive?.file === others[i].archive?.file,
    )
  );
}

/** Whether all events are whole and their seqs are consecutive, starting at `first`. */
function inRow(events: readonly StoredEvent[], first: Seq, step = 1): boolean {
  let expected = first;
  for (const event of events) {
    if (event.seq !== expected || !isWhole(event)) return false;
    expected += step;
  }
  return true;
}

/** Checks types, because a damaged row may hold any value. */
function isWhole({ type, atMs, payload }: StoredEvent): boolean {
  return typeof type === 'string' && payload instanceof Uint8Array && (atMs === null || typeof atMs === 'number');
}

function firstMissing(events: readonly StoredEvent[], from: Seq): Seq {
  const odd = events.findIndex((event, i) => event.seq !== from + i || !isWhole(event));
  return from + (odd === -1 ? events.length : odd);
}

function damaged(run: string, seq: Seq): RetraceError {
  return new RetraceError(
    'log-damaged',
    `Event ${seq} of run ${JSON.stringify(run)} is missing or damaged in the store. Events before it can still be read; see retrace log verify.`,
  );
}

function nextPageEvents(page: readonly StoredEvent[]): number {
  let bytes = 1;
  for (const { payload } of page) bytes += payload.length;
  return Math.max(1, Math.min(maxPageEvents, page.length * 4, Math.floor((wantedPageBytes * page.length) / bytes)));
}
