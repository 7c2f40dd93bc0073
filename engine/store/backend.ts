// The interface of a store. The log's rules are in chained-log.ts: a backend does not judge what may be appended, and
// knows no chain.

import type { Seq } from '../model/event.ts';
import type { ArchiveRef, StoredEvent } from './log.ts';

/** Local stores answer synchronously, others may answer with a promise. */
export type MaybePromise<T> = T | Promise<T>;

/**
 * Calls `next` synchronously if the answer is no promise, so that a local store is read and written within one turn of
 * the event loop.
 */
export function andThen<T, U>(answer: MaybePromise<T>, next: (answer: T) => MaybePromise<U>): MaybePromise<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

/** The parent and seq where a run branches off, with the digest of that event; never changes. */
export type Branch = { readonly parent: string; readonly seq: Seq; readonly digest: Uint8Array };

/** A decoded continuation event: an archive, and facts about its last event. */
export type Continuation = ArchiveRef & {
  readonly lastType: string;
  readonly lastAtMs: number | null;
  readonly digest: Uint8Array;
};

/** What a store holds of one run, without its parent's prefix. */
export type OwnRows = {
  readonly branch: Branch | null;
  /** Earliest archive first. */
  readonly archives: readonly Continuation[];
  /**
   * Seq of the first event stored as a row, or `lastSeq` + 1 if there is none. All events from here to `lastSeq` are
   * rows.
   */
  readonly hotFrom: Seq;
  /** Seq of the run's last event, archived or not; of the prefix's last event if the run has none of its own, or 0. */
  readonly lastSeq: Seq;
  /** Chain digest of event `lastSeq`; null for seq 0. */
  readonly digest: Uint8Array | null;
  /** Type of the run's own last event; null if the run has no event of its own. */
  readonly lastType: string | null;
  readonly lastAtMs: number | null;
};

export type ChainedEvent = StoredEvent & { readonly digest: Uint8Array };

/**
 * The first event of a run that was stored but that reads do not find. A `seq` below 1 means the one after the last
 * event found. `text` is a message for a person.
 */
export type LostEvent = { readonly seq: Seq; readonly text: string };

export type KeptCheckpoint = {
  readonly seq: Seq;
  readonly digest: Uint8Array;
  readonly checksum: Uint8Array;
  readonly bytes: Uint8Array;
};

/** One write of many rows, for one run, or for several if `add` exists. `abort` may follow any call but `commit`. */
export interface BackendWriter {
  /** Returns false if the first seq is taken. `digests` holds 32 bytes per event, concatenated. */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): MaybePromise<boolean>;
  /** The rows `from` … `to` inserted so far, which only this writer sees. Absent if the writer cannot be read. */
  read?(run: string, from: Seq, to: Seq): readonly StoredEvent[];
  /** Adds another new run; returns false if a run has that name. Absent if the writer writes one run. */
  add?(run: string): MaybePromise<boolean>;
  /** Returns false, and stores nothing, if another writer created the run meanwhile. */
  commit(): MaybePromise<boolean>;
  abort(): MaybePromise<void>;
}

/** Methods throw RetraceErrors for errors of the disk or the database. */
export interface LogBackend {
  /**
   * Identifies the stored data: backends of one process with the same `place` hold the same events. Absent if no other
   * backend can share them.
   */
  readonly place?: string;
  /** Reads the run's current state in one snapshot; undefined if the run does not exist. */
  look(run: string): MaybePromise<OwnRows | undefined>;
  /**
   * Stores all events or none; other readers see all of them at once. Returns false, and stores nothing, if one of the
   * seqs exists, is archived, or belongs to a branch's prefix: this check against other writers does not depend on what
   * the caller knows.
   */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): MaybePromise<boolean>;
  /** Returns false if the run exists. */
  insertBranch(run: string, branch: Branch): MaybePromise<boolean>;
  /**
   * Waits for other writers, and makes others wait until it ends. `create`: writes new runs; `restore`: puts back
   * archived rows.
   */
  begin(run: string, purpose: 'create' | 'restore'): MaybePromise<BackendWriter>;

  /** The run's own rows among `from` … `to`, in order of seq; never continuations. */
  read(run: string, from: Seq, to: Seq): MaybePromise<readonly StoredEvent[]>;
  readReverse(run: string, from: Seq, to: Seq): MaybePromise<readonly StoredEvent[]>;
  readChained(run: string, from: Seq, to: Seq): MaybePromise<readonly ChainedEvent[]>;
  /** The run's own rows up to seq `to` with a time in the range, in any order. */
  readByTime(run: string, to: Seq, fromMs: number, toMs: number): MaybePromise<readonly StoredEvent[]>;
  eventAt(run: string, seq: Seq): MaybePromise<StoredEvent | undefined>;
  digestAt(run: string, seq: Seq): MaybePromise<Uint8Array | undefined>;
  /** Run ids that begin with `prefix` and come after `after`, in order of code points. */
  runs(prefix: string, after: string | null, limit: number): MaybePromise<readonly string[]>;

  /** Stores the continuation event with seq −`to` unless it exists. */
  insertContinuation(run: string, continuation: Continuation): MaybePromise<void>;
  /**
   * Drops at most `limit` of the run's own rows up to seq `to`, lowest first, and returns how many. A continuation must
   * cover them.
   */
  drop(run: string, to: Seq, limit: number): MaybePromise<number>;

  /** The latest checkpoint at or before `seq`, unverified. */
  checkpoint(run: string, name: string, seq: Seq): MaybePromise<KeptCheckpoint | undefined>;
  keepCheckpoint(run: string, name: string, checkpoint: KeptCheckpoint): MaybePromise<void>;
  dropCheckpoint(run: string, name: string, seq: Seq): MaybePromise<void>;

  /**
   * Drops a part of the rows of writers that never finished; returns false if there are none. Absent if writers leave
   * no such rows.
   */
  sweep?(): boolean;
  /**
   * Lost events of one run, or of all runs (null), found by another path than reads use; runs without lost events are
   * left out. Absent if there is no other path.
   */
  lost?(run: string | null): MaybePromise<ReadonlyMap<string, LostEvent>>;
  /** Number of unacknowledged bytes after the run's last event. Absent if there can be none. */
  tornBytes?(run: string): number;
  /**
   * Whether another process may have appended to one of these runs since the previous call. Absent if no other process
   * can append.
   */
  changed?(runs: Iterable<string>): boolean;
  close(): MaybePromise<void>;
}
