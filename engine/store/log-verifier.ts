// Checks the chain of digests (SPEC.md L21) and names the first event that differs from what was appended. Changes
// nothing.

import { errorInfo, RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { ChainedEvent, Continuation, LogBackend, LostEvent } from './backend.ts';
import { chainStart, linkDigest, linkDigests, sameBytes } from './chain.ts';
import type { BadEvent, StoredEvent, Verdict } from './log.ts';
import type { LogReader, Piece } from './log-reader.ts';
import type { StreamCache } from './stream-cache.ts';

const pageEvents = 512;

/** Thrown to end the check at the first bad event. */
class Found extends Error {
  readonly bad: BadEvent;

  constructor(seq: Seq, reason: BadEvent['reason'], text: string) {
    super(text);
    this.bad = { seq, reason, text };
  }
}

/** State of the check. `digest` is null after events that are only in a missing archive. */
type Progress = { digest: Uint8Array | null; next: Seq; good: number; readonly missing: string[] };

export class LogVerifier {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #reader: LogReader;

  constructor(backend: LogBackend, cache: StreamCache, reader: LogReader) {
    this.#backend = backend;
    this.#cache = cache;
    this.#reader = reader;
  }

  /**
   * `ownOnly`: checks, of the parent's prefix, only the digest at the fork. `lost`: the store's report of events that
   * reads do not find. undefined if nothing is left of the run.
   */
  async verify(run: string, ownOnly: boolean, lost?: LostEvent): Promise<Verdict | undefined> {
    const verdict = await this.#chain(run, ownOnly);
    if (lost === undefined) return verdict;
    const { events, bad, ...rest } = verdict ?? { run, events: 0, bad: null, tornBytes: 0, missingArchives: [] };
    // The seq after the last good event, which for a branch counts the parent's events.
    const next = bad?.seq ?? ((await this.#cache.know(run))?.lastSeq ?? 0) + 1;
    const seq = lost.seq < 1 ? next : Math.min(lost.seq, next);
    if (bad !== null && seq === bad.seq) return verdict;
    return {
      ...rest,
      run,
      events: Math.max(0, events - Math.max(0, next - seq)),
      bad: { seq, reason: 'missing', text: lost.text },
    };
  }

  async #chain(run: string, ownOnly: boolean): Promise<Verdict | undefined> {
    const progress: Progress = { digest: chainStart, next: 1, good: 0, missing: [] };
    try {
      const known = await this.#cache.refresh(run);
      if (known === undefined) return undefined;
      if (ownOnly && known.branch !== null) await this.#startAtFork(run, progress);
      await this.#events(run, progress);
      return {
        run,
        events: progress.good,
        bad: null,
        tornBytes: this.#backend.tornBytes?.(run) ?? 0,
        missingArchives: progress.missing,
      };
    } catch (error) {
      return {
        run,
        events: progress.good,
        bad: badOf(error, progress.next),
        tornBytes: 0,
        missingArchives: progress.missing,
      };
    }
  }

  async #events(run: string, progress: Progress): Promise<void> {
    for (;;) {
      const from = progress.next;
      try {
        for (const piece of await this.#reader.freshPieces(run, from, Infinity))
          await this.#piece(run, piece, progress);
        return;
      } catch (error) {
        // Another process may have archived the next events meanwhile.
        const [now] = await this.#reader.freshPieces(run, progress.next, progress.next);
        if (!(error instanceof Found) || error.bad.reason !== 'missing' || progress.next === from || !now?.archive)
          throw error;
      }
    }
  }

  async #startAtFork(run: string, progress: Progress): Promise<void> {
    const branch = (await this.#cache.know(run))?.branch;
    if (branch === undefined || branch === null) return;
    const digest = await this.#digestAt(branch.parent, branch.seq);
    progress.next = branch.seq + 1;
    this.#sameFork(digest, branch.digest, branch.seq);
    progress.digest = branch.digest;
  }

  /** null if only a missing archive has the digest. */
  async #digestAt(run: string, seq: Seq): Promise<Uint8Array | null | undefined> {
    try {
      return await this.#reader.digestAt(run, seq, chainStart);
    } catch (error) {
      if (error instanceof RetraceError && error.code === 'archive-missing') return null;
      throw error;
    }
  }

  #sameFork(digest: Uint8Array | null | undefined, expected: Uint8Array, seq: Seq): void {
    if (digest === null || (digest !== undefined && sameBytes(digest, expected))) return;
    throw new Found(
      seq,
      'parent-changed',
      `The branch began behind event ${seq} of its parent, which is not the event it was.`,
    );
  }

  async #piece(run: string, piece: Piece, progress: Progress): Promise<void> {
    const { branch } = (await this.#cache.know(piece.run)) ?? {};
    if (branch && branch.seq === progress.next - 1) {
      this.#sameFork(progress.digest, branch.digest, branch.seq);
      progress.digest = branch.digest;
    }
    if (piece.archive !== null) await this.#archived(piece, piece.archive, progress);
    else await this.#rows(piece, progress, piece.run === run);
  }

  async #archived(piece: Piece, archive: Continuation, progress: Progress): Promise<void> {
    while (progress.next <= piece.to) {
      const page = { ...piece, from: progress.next, to: Math.min(piece.to, progress.next + pageEvents - 1) };
      const events = await this.#archivedEvents(piece, page, archive, progress);
      if (events === undefined) return;
      if (progress.digest !== null) progress.digest = linkDigests(progress.digest, events).subarray(-chainStart.length);
      progress.good += events.length;
      progress.next = page.to + 1;
    }
    if (piece.to !== archive.to) return;
    if (progress.digest !== null && !sameBytes(progress.digest, archive.digest))
      throw new Found(
        piece.from,
        'archive-unreadable',
        `The archive ${archive.file} does not hold the events ${piece.from} to ${piece.to} as they were.`,
      );
    progress.digest = archive.digest;
  }

  /** undefined if the archive is missing: then the chain continues with the continuation's digest. */
  async #archivedEvents(
    piece: Piece,
    page: Piece,
    archive: Continuation,
    progress: Progress,
  ): Promise<readonly StoredEvent[] | undefined> {
    try {
      const events = await this.#reader.readPiece(page);
      if (events.length === page.to - page.from + 1) return events;
      throw new Found(
        page.from,
        'archive-unreadable',
        `The archive ${archive.file} does not hold the events ${page.from} to ${page.to}.`,
      );
    } catch (error) {
      if (!(error instanceof RetraceError)) throw error;
      if (error.code !== 'archive-missing') throw new Found(page.from, 'archive-unreadable', error.message);
      progress.missing.push(archive.file);
      progress.next = piece.to + 1;
      progress.digest = piece.to === archive.to ? archive.digest : null;
      return undefined;
    }
  }

  /** `endless`: the piece ends where the run ends. */
  async #rows({ run, from, to }: Piece, progress: Progress, endless: boolean): Promise<void> {
    progress.next = from;
    while (progress.next <= to) {
      const rows = await this.#chained(run, progress.next, Math.min(to, progress.next + pageEvents - 1));
      for (const row of rows) checkRow(row, progress);
      if (rows.length > 0) continue;
      const last = (await this.#cache.know(run))?.lastSeq ?? 0;
      if (!endless || progress.next <= last) throw missing(progress.next);
      return;
    }
  }

  /** Reads a page; if the page cannot be read, reads single events, to find the first unreadable one. */
  async #chained(run: string, from: Seq, to: Seq): Promise<readonly ChainedEvent[]> {
    try {
      return await this.#backend.readChained(run, from, to);
    } catch (error) {
      if (from === to || !(error instanceof RetraceError)) throw error;
      return await this.#backend.readChained(run, from, from);
    }
  }
}

function checkRow(row: ChainedEvent, progress: Progress): void {
  const { next } = progress;
  if (row.seq !== next) throw missing(next);
  if (!(row.digest instanceof Uint8Array) || !(row.payload instanceof Uint8Array) || typeof row.type !== 'string')
    throw new Found(next, 'changed', `Event ${next} does not have the parts of an event.`);
  const digest = progress.digest === null ? row.digest : linkDigest(progress.digest, row);
  if (!sameBytes(digest, row.digest))
    throw new Found(
      next,
      'changed',
      `Event ${next} is not as it was appended: its digest does not fit it and the events before.`,
    );
  progress.digest = digest;
  progress.next++;
  progress.good++;
}

function missing(seq: Seq): Found {
  return new Found(seq, 'missing', `Event ${seq} is missing, or another stands in its place.`);
}

function badOf(error: unknown, next: Seq): BadEvent {
  if (error instanceof Found) return error.bad;
  if (error instanceof RetraceError) return { seq: next, reason: 'unreadable', text: errorInfo(error).message };
  throw error;
}
