// What a store must be able to do; the rules are in chained-log.ts, once. A backend never judges what may be appended, and knows no chain.

import type { Seq } from '../model/event.ts';
import type { ArchiveRef, StoredEvent } from './log.ts';

/** Stores of this machine answer at once, others may take their time. */
export type MaybePromise<T> = T | Promise<T>;

/** Goes on at once where the answer is there: a store of this machine is asked and told within one turn. */
export function andThen<T, U>(answer: MaybePromise<T>, next: (answer: T) => MaybePromise<U>): MaybePromise<U> {
  return answer instanceof Promise ? answer.then(next) : next(answer);
}

/** Where a run branched off; written once, never changed. */
export type Branch = { readonly parent: string; readonly seq: Seq; readonly digest: Uint8Array };

/** A continuation event, read: an archive, and what is known of its last event without it. */
export type Continuation = ArchiveRef & {
  readonly lastType: string;
  readonly lastAtMs: number | null;
  readonly digest: Uint8Array;
};

/** What a store holds of one run by itself, without its parent's prefix. */
export type OwnRows = {
  readonly branch: Branch | null;
  /** The earliest first. */
  readonly archives: readonly Continuation[];
  /** The lowest seq that is there, one more than `lastSeq` where none is. From here to `lastSeq` all are there. */
  readonly hotFrom: Seq;
  /** The last event, archived or not; where the run has none of its own, the last of the prefix, or 0. */
  readonly lastSeq: Seq;
  /** Of `lastSeq`; null for seq 0. */
  readonly digest: Uint8Array | null;
  /** Of the run's own last event, null where it has none. */
  readonly lastType: string | null;
  readonly lastAtMs: number | null;
};

export type ChainedEvent = StoredEvent & { readonly digest: Uint8Array };

/** The first event of a run that was stored, and that reads do not find. `seq` below 1: it is one behind the last that they find. `text` is for a person. */
export type LostEvent = { readonly seq: Seq; readonly text: string };

export type KeptCheckpoint = {
  readonly seq: Seq;
  readonly digest: Uint8Array;
  readonly checksum: Uint8Array;
  readonly bytes: Uint8Array;
};

/** One act for many rows, of one run, or of several where `add` is there. `abort` may follow everything but `commit`. */
export interface BackendWriter {
  /** False where the first seq is taken. Digests: 32 bytes an event, one behind the other. */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): MaybePromise<boolean>;
  /** Rows `from` … `to` that were inserted so far, which nobody else sees. Absent where an act is not asked. */
  read?(run: string, from: Seq, to: Seq): readonly StoredEvent[];
  /** One more new run; false where one has that name. Absent where an act is about one run. */
  add?(run: string): MaybePromise<boolean>;
  /** False, and nothing stored, where the run came to be there meanwhile. */
  commit(): MaybePromise<boolean>;
  abort(): MaybePromise<void>;
}

/** Throws RetraceErrors: what the disk or the database refuses. */
export interface LogBackend {
  /** Two backends of one process that say the same have the same events. Absent where nobody else can have them. */
  readonly place?: string;
  /** Read afresh, at one moment; undefined where the run is not there. */
  look(run: string): MaybePromise<OwnRows | undefined>;
  /**
   * Stores the events, all or none, seen by all at once. False, and nothing stored, where one of the seqs is there, is
   * archived, or is a prefix of a branch: this is the check against other writers, whatever the caller believed.
   */
  insert(run: string, events: readonly StoredEvent[], digests: Uint8Array): MaybePromise<boolean>;
  /** False where the run is there. */
  insertBranch(run: string, branch: Branch): MaybePromise<boolean>;
  /** Waits for other writers; until its end they wait. `create`: seen by nobody before. `restore`: rows that are archived come back. */
  begin(run: string, purpose: 'create' | 'restore'): MaybePromise<BackendWriter>;

  /** Own rows `from` … `to` that are there, in order; never continuations. */
  read(run: string, from: Seq, to: Seq): MaybePromise<readonly StoredEvent[]>;
  readReverse(run: string, from: Seq, to: Seq): MaybePromise<readonly StoredEvent[]>;
  readChained(run: string, from: Seq, to: Seq): MaybePromise<readonly ChainedEvent[]>;
  /** Own rows up to seq `to` with a time in the range, in any order. */
  readByTime(run: string, to: Seq, fromMs: number, toMs: number): MaybePromise<readonly StoredEvent[]>;
  eventAt(run: string, seq: Seq): MaybePromise<StoredEvent | undefined>;
  digestAt(run: string, seq: Seq): MaybePromise<Uint8Array | undefined>;
  /** Ids that begin with `prefix`, above `after`, in order of code points. */
  runs(prefix: string, after: string | null, limit: number): MaybePromise<readonly string[]>;

  /** Stores the continuation event −`to` where it is not yet there. */
  insertContinuation(run: string, continuation: Continuation): MaybePromise<void>;
  /** Drops own rows up to `to`, from the lowest on, at most `limit` of them; returns how many. A continuation covers them. */
  drop(run: string, to: Seq, limit: number): MaybePromise<number>;

  /** The latest one at or before `seq`, whatever it is worth. */
  checkpoint(run: string, name: string, seq: Seq): MaybePromise<KeptCheckpoint | undefined>;
  keepCheckpoint(run: string, name: string, checkpoint: KeptCheckpoint): MaybePromise<void>;
  dropCheckpoint(run: string, name: string, seq: Seq): MaybePromise<void>;

  /** Drops some of what writers left that never came to their end; false where there is nothing of the kind. Absent where they leave nothing. */
  sweep?(): boolean;
  /** Of one run, or of all, by another way than reads go; runs without such events are left out. Absent where there is only one way. */
  lost?(run: string | null): MaybePromise<ReadonlyMap<string, LostEvent>>;
  /** Bytes behind the last event that were never acknowledged. Absent where there can be none. */
  tornBytes?(run: string): number;
  /** Whether another process may have appended to one of these runs since this was last asked. Absent where there is no other process. */
  changed?(runs: Iterable<string>): boolean;
  close(): MaybePromise<void>;
}
