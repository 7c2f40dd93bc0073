// Caches this process's knowledge of runs, so that appends and reads need not ask the store first. May be out of date:
// the store decides.

import { LRUCache } from 'lru-cache';
import type { Seq } from '../model/event.ts';
import {
  andThen,
  type Branch,
  type Continuation,
  type LogBackend,
  type MaybePromise,
  type OwnRows,
} from './backend.ts';
import { chainStart, digestBytes } from './chain.ts';
import type { StoredEvent } from './log.ts';

/** Seqs `from` … `to` of the lineage are own events of `run`. */
export type Segment = { readonly run: string; readonly from: Seq; readonly to: Seq };

/** Like `OwnRows`, updated after each append. */
export type KnownRun = {
  readonly branch: Branch | null;
  readonly archives: readonly Continuation[];
  readonly hotFrom: Seq;
  lastSeq: Seq;
  readonly digest: Uint8Array;
  lastType: string | null;
  lastAtMs: number | null;
  /** In order of seq, without gaps; the last segment is the run itself and has no end. */
  readonly lineage: readonly Segment[];
};

const maxRuns = 4096;

export class StreamCache {
  readonly #backend: LogBackend;
  readonly #runs = new LRUCache<string, KnownRun>({ max: maxRuns });

  constructor(backend: LogBackend) {
    this.#backend = backend;
  }

  /** Reads the cache only. */
  get(run: string): KnownRun | undefined {
    return this.#runs.get(run);
  }

  /** May be out of date: other processes append and archive. undefined if the run does not exist. */
  know(run: string): MaybePromise<KnownRun | undefined> {
    return this.#runs.get(run) ?? this.refresh(run);
  }

  refresh(run: string): MaybePromise<KnownRun | undefined> {
    return andThen(this.#backend.look(run), (own) =>
      own === undefined
        ? this.#forget(run)
        : andThen(this.#lineage(run, own.branch), (lineage) => this.#keep(run, own, lineage)),
    );
  }

  /** Adds appended events to the run's cached state. */
  appended(run: string, events: readonly StoredEvent[], digests: Uint8Array): void {
    const last = events.at(-1);
    if (last === undefined) return;
    const known = this.#runs.get(run) ?? this.#keep(run, nothingOwn, [wholly(run)]);
    known.lastSeq = last.seq;
    known.lastType = last.type;
    known.lastAtMs = last.atMs;
    known.digest.set(digests.subarray(-digestBytes));
  }

  /** Sets the run's end after an append by any writer; other facts are read when needed. */
  grown(run: string, last: StoredEvent, digest: Uint8Array): void {
    if (this.#runs.has(run)) this.appended(run, [last], digest);
  }

  #forget(run: string): undefined {
    this.#runs.delete(run);
    return undefined;
  }

  #keep(run: string, own: OwnRows, lineage: readonly Segment[]): KnownRun {
    const known: KnownRun = { ...own, digest: new Uint8Array(own.digest ?? chainStart), lineage };
    this.#runs.set(run, known);
    return known;
  }

  /** A branch's prefix is the lineage of its parent, cut at the fork. */
  #lineage(run: string, branch: Branch | null): MaybePromise<readonly Segment[]> {
    if (branch === null) return [wholly(run)];
    return andThen(this.know(branch.parent), (parent) => [
      ...cut(parent?.lineage ?? [], branch.seq),
      { run, from: branch.seq + 1, to: Infinity },
    ]);
  }
}

const nothingOwn: OwnRows = {
  branch: null,
  archives: [],
  hotFrom: 1,
  lastSeq: 0,
  digest: null,
  lastType: null,
  lastAtMs: null,
};

function wholly(run: string): Segment {
  return { run, from: 1, to: Infinity };
}

function cut(lineage: readonly Segment[], to: Seq): readonly Segment[] {
  return lineage.filter(({ from }) => from <= to).map((segment) => (segment.to <= to ? segment : { ...segment, to }));
}
