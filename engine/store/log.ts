// The contract of the event log: what every store promises, whatever it keeps events in. Never offers to change or delete one.

import type { Seq } from '../model/event.ts';
import type { ErrorCode } from '../model/errors.ts';
import { RetraceError } from '../model/errors.ts';

/** An event, as it is appended and as it is read. Numbered rules: SPEC.md, "Event log". */
export type StoredEvent = {
  readonly seq: Seq;
  /** Any text but the empty one, of whole characters (no lone surrogates). */
  readonly type: string;
  /** Milliseconds since 1970 with fractions, or null. Need not rise with seq. */
  readonly atMs: number | null;
  /** Opaque to the log. Given back byte for byte; never an alias of what the caller holds. */
  readonly payload: Uint8Array;
};

export type AppendOptions = {
  /**
   * Append only where this is the next seq of the stream: commit or retry. Then the first event carries it, and an equal
   * event that another writer was quicker with is no repetition of ours: exactly one writer wins.
   */
  readonly expectedSeq?: Seq;
};

/** Both ends included. Events without a time are in no range. */
export type TimeRange = { readonly fromMs: number; readonly toMs: number };

/** What is said of a run without reading it. */
export type Stream = {
  readonly run: string;
  /** How many events it has: the seq of the last one, with those of its parent's prefix and those in archives. */
  readonly events: number;
  readonly lastType: string | null;
  readonly lastAtMs: number | null;
  /** Where it branched off, null for a run of its own. */
  readonly parent: { readonly run: string; readonly seq: Seq } | null;
  /** Its own events up to here are in archives; 0 where none is. */
  readonly archivedTo: Seq;
};

/** What is left out does not narrow the list. */
export type StreamQuery = {
  readonly prefix?: string;
  readonly parent?: string;
  readonly lastTypes?: readonly string[];
  readonly archived?: boolean;
  /** Of an earlier page: continue behind it. Stays good whatever is added, grows or is archived meanwhile. */
  readonly cursor?: string;
  /** 100 where left out. */
  readonly limit?: number;
};

/** In the order of their ids, by code point. `cursor` is null on the last page. */
export type StreamPage = { readonly streams: readonly Stream[]; readonly cursor: string | null };

/** `verify`: the run is good, or has a first bad event. */
export type Verdict = {
  readonly run: string;
  /** Events found good, from the first one checked on. */
  readonly events: number;
  readonly bad: BadEvent | null;
  /** Bytes behind the last event that a writer left when it died, never acknowledged and no part of the run; 0 in most stores. */
  readonly tornBytes: number;
  /** Archives that cannot be found here: their events were passed over, and are none of `events`. */
  readonly missingArchives: readonly string[];
};
export type VerifyOptions = {
  /** Only the events that reads find: no look for others that the store has. Takes time in proportion to the run, not to the store. */
  readonly foundOnly?: boolean;
};
export type BadEvent = {
  /** The first event that is not as it was appended, or is not there. */
  readonly seq: Seq;
  readonly reason: 'changed' | 'missing' | 'unreadable' | 'archive-unreadable' | 'parent-changed';
  /** For a person. */
  readonly text: string;
};

/** Where archived events went. Kept as the payload (JSON) of the continuation event with seq −`to`. */
export type ArchiveRef = {
  /** As the archive's reader finds it again. */
  readonly file: string;
  readonly checksum: string;
  /** First and last event in it; the run's own, never its parent's. */
  readonly from: Seq;
  readonly to: Seq;
};

/** Reads through what was archived. Given to a store when it is opened; without one, archived events are refused as `archive-missing`. */
export interface ArchiveReader {
  /** Events `from` … `to`, which lie within the archive, in order of seq. Throws a RetraceError `archive-missing` or `archive-damaged`. */
  read(run: string, archive: ArchiveRef, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** The chain's digest of an event of the archive, where that is quicker than to read all before it. */
  digestAt?(run: string, archive: ArchiveRef, seq: Seq): Promise<Uint8Array>;
}

/** Writes many events in one transaction: nobody sees any before `commit`; without it, through `rollback` or a crash, none was ever there. */
export interface RunWriter {
  /** The next events, in batches of any size. Throws as `EventLog.append` does; then only `rollback` is left. */
  append(events: readonly StoredEvent[]): Promise<void>;
  commit(): Promise<void>;
  /** Does nothing after `commit`. */
  rollback(): Promise<void>;
}

/** A folded state that was kept; bytes are as they were given. */
export type Checkpoint = { readonly seq: Seq; readonly bytes: Uint8Array };

export interface EventLog {
  /**
   * Appends a batch, all of it or nothing, and returns the next seq. It is durable when the promise is fulfilled, as far
   * as the store's `synchronous` or `fsync` says. Batches of one run are applied in the order of the calls.
   *
   * Accepted silently, changing nothing: the last event again, or the last batch, equal in every byte (type, atMs, payload).
   *
   * Throws `wrong-seq` (a SeqError: a gap, a repetition of older events, or not the `expectedSeq`), `seq-conflict` (a
   * SeqError: another event has that seq), `bad-event` (no event could look like this), and the codes of the store.
   */
  append(run: string, events: readonly StoredEvent[], options?: AppendOptions): Promise<Seq>;

  /** Begins a whole new run; one at a time, later ones and other appends of this log wait. Throws `run-exists`. */
  create(run: string): Promise<RunWriter>;

  /** Makes `run` a branch: its first `seq` events are those of `parent`, shared and not copied; 0 = none. Throws `run-exists`, `no-such-run`, `no-such-event`. */
  fork(parent: string, seq: Seq, run: string): Promise<void>;

  /** Events `from` … `to`, both included, as far as they are there, in order of seq. An unknown run has none. */
  read(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** The same, the last one first: from `to` down to `from`. */
  readReverse(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** Every event whose time lies in the range, by time, then by seq. Looks at the whole run. */
  readByTime(run: string, range: TimeRange): Promise<readonly StoredEvent[]>;
  /** Long reads, a page of events at a time: `from` … `to`, or to the end as it is when the last page is read. */
  pages(run: string, from?: Seq, to?: Seq): AsyncIterable<readonly StoredEvent[]>;
  /** Folds events from `from` to the end, or until `apply` has called `stop`; that event counts. */
  replay<State>(
    run: string,
    from: Seq,
    state: State,
    apply: (state: State, event: StoredEvent, stop: () => void) => State,
  ): Promise<State>;
  /** undefined where there is no such event. */
  eventAt(run: string, seq: Seq): Promise<StoredEvent | undefined>;
  /** The chain's digest of that event (SPEC.md L20), 32 bytes; of seq 0 the one every chain begins with. */
  digestAt(run: string, seq: Seq): Promise<Uint8Array | undefined>;
  /** 0 for a run that is not there. */
  streamLen(run: string): Promise<number>;
  /** `streamLen` + 1. */
  nextSeq(run: string): Promise<Seq>;
  stream(run: string): Promise<Stream | undefined>;
  streams(query?: StreamQuery): Promise<StreamPage>;

  /**
   * Every event from `from` on, each once and in order, and then those that are appended, by whatever process; each item
   * is at least one event. Ends when the signal is aborted or the log is closed, else never.
   */
  tail(run: string, from: Seq, options?: { readonly signal?: AbortSignal }): AsyncIterable<readonly StoredEvent[]>;

  /** Checks the chain of one run, with its parent's prefix and its archives. Throws `no-such-run`. */
  verify(run: string, options?: VerifyOptions): Promise<Verdict>;
  /** Checks every event of the store once, run by run; of a branch its own events and where it is tied to its parent. */
  verifyAll(): AsyncIterable<Verdict>;

  /** The latest good checkpoint at or before `seq`; damaged ones, and ones of another past, are passed over and dropped. `name` says what was folded, and by which version. */
  checkpointAt(run: string, name: string, seq: Seq): Promise<Checkpoint | undefined>;
  /** Keeps a folded state after event `seq`. Disposable: a failure to keep it is no failure. */
  keepCheckpoint(run: string, name: string, seq: Seq, bytes: Uint8Array): Promise<void>;

  /**
   * Drops the run's own events `archive.from` … `archive.to` and leaves a continuation event. The caller has verified the
   * archive; the log checks that it begins where the last one ended. Called again with the same archive, it ends what a
   * crash left undone. Throws `bad-archive` where the range does not fit.
   */
  dropArchived(run: string, archive: ArchiveRef): Promise<void>;
  /** Puts archived events back, from `archive.from` to `archive.to`; commit checks them against the continuation's digest. The latest archive first. Throws `bad-archive`. */
  restoreArchived(run: string, archive: ArchiveRef): Promise<RunWriter>;
  /** The run's archives, the earliest first. */
  archives(run: string): Promise<readonly ArchiveRef[]>;

  /** Ends tails. Every later call throws `log-closed`. */
  close(): Promise<void>;
}

/** An append that does not fit: says what would. */
export class SeqError extends RetraceError {
  readonly run: string;
  /** The next seq of the stream. */
  readonly expectedSeq: Seq;
  readonly gotSeq: Seq;

  constructor(code: Extract<ErrorCode, 'wrong-seq' | 'seq-conflict'>, run: string, expectedSeq: Seq, gotSeq: Seq) {
    super(code, sentence(code, run, expectedSeq, gotSeq));
    this.name = 'SeqError';
    this.run = run;
    this.expectedSeq = expectedSeq;
    this.gotSeq = gotSeq;
  }
}

function sentence(code: 'wrong-seq' | 'seq-conflict', run: string, expectedSeq: Seq, gotSeq: Seq): string {
  const where = `Run ${JSON.stringify(run)} expects event ${expectedSeq}`;
  if (code === 'seq-conflict')
    return `${where}; another event is already stored as ${gotSeq}. Read from there, and append behind it.`;
  return `${where}, not ${gotSeq}. Nothing was stored; append ${expectedSeq} next.`;
}
