// The contract of the event log that every store fulfils. Offers no way to change or delete an event.

import type { Seq } from '../model/event.ts';
import type { ErrorCode } from '../model/errors.ts';
import { RetraceError } from '../model/errors.ts';

/** An event as appended and as read. Numbered rules: SPEC.md, "Event log". */
export type StoredEvent = {
  readonly seq: Seq;
  /** Any text that is not empty and has no lone surrogates. */
  readonly type: string;
  /** Milliseconds since 1970 with fractions, or null. May be out of order. */
  readonly atMs: number | null;
  /** Opaque to the log. Returned byte for byte; never shares memory with the caller's bytes. */
  readonly payload: Uint8Array;
};

export type AppendOptions = {
  /**
   * Appends only if this is the next seq of the stream, for commit or retry. The first event must carry it. An equal
   * event of another writer does not count as a repetition: exactly one writer wins.
   */
  readonly expectedSeq?: Seq;
};

/** In ms since 1970, both ends included. Events without a time are in no range. */
export type TimeRange = { readonly fromMs: number; readonly toMs: number };

/** Facts about a run that need no reading of its events. */
export type Stream = {
  readonly run: string;
  /** Seq of the last event; counts the parent's prefix and archived events. */
  readonly events: number;
  readonly lastType: string | null;
  readonly lastAtMs: number | null;
  /** Where the run branched off; null if the run is no branch. */
  readonly parent: { readonly run: string; readonly seq: Seq } | null;
  /** Seq of the run's last archived own event; 0 if none is archived. */
  readonly archivedTo: Seq;
};

/** Absent fields do not filter. */
export type StreamQuery = {
  readonly prefix?: string;
  readonly parent?: string;
  readonly lastTypes?: readonly string[];
  readonly archived?: boolean;
  /** From an earlier page: continues after it. Stays valid when runs are added, grow or are archived. */
  readonly cursor?: string;
  /** Streams per page; default 100. */
  readonly limit?: number;
};

/** In order of ids, by code point. `cursor` is null on the last page. */
export type StreamPage = { readonly streams: readonly Stream[]; readonly cursor: string | null };

/** Result of `verify`: the run is good, or has a first bad event. */
export type Verdict = {
  readonly run: string;
  /** Number of good events, from the first checked event on. */
  readonly events: number;
  readonly bad: BadEvent | null;
  /**
   * Number of unacknowledged bytes that a dead writer left after the last event, which are not part of the run; 0 in
   * most stores.
   */
  readonly tornBytes: number;
  /** Archives that were not found: their events were skipped and are not counted in `events`. */
  readonly missingArchives: readonly string[];
};
export type VerifyOptions = {
  /**
   * Checks only events that reads find, and does not search the store for others. Takes time in proportion to the run,
   * not to the store.
   */
  readonly foundOnly?: boolean;
};
export type BadEvent = {
  /** The first event that is missing or differs from what was appended. */
  readonly seq: Seq;
  readonly reason: 'changed' | 'missing' | 'unreadable' | 'archive-unreadable' | 'parent-changed';
  /** Message for a person. */
  readonly text: string;
};

/** An archive of events. Stored as the payload (JSON) of the continuation event with seq −`to`. */
export type ArchiveRef = {
  /** File name that the archive's reader resolves. */
  readonly file: string;
  readonly checksum: string;
  /** First and last seq in the archive; own events of the run, never its parent's. */
  readonly from: Seq;
  readonly to: Seq;
};

/**
 * Reads archived events for the log. Given to a store when it is opened; without a reader, archived events throw
 * `archive-missing`.
 */
export interface ArchiveReader {
  /**
   * Events `from` … `to`, which must be in the archive, in order of seq. Throws a RetraceError `archive-missing` or
   * `archive-damaged`.
   */
  read(run: string, archive: ArchiveRef, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** Chain digest of an archived event. Present if this is quicker than reading the events before it. */
  digestAt?(run: string, archive: ArchiveRef, seq: Seq): Promise<Uint8Array>;
}

/**
 * Writes many events in one transaction: other readers see none before `commit`, and none at all after `rollback` or a
 * crash.
 */
export interface RunWriter {
  /**
   * Appends the next events, in batches of any size. Throws as `EventLog.append` does; then only `rollback` may be
   * called.
   */
  append(events: readonly StoredEvent[]): Promise<void>;
  commit(): Promise<void>;
  /** Does nothing after `commit`. */
  rollback(): Promise<void>;
}

/** A stored folded state after event `seq`; the bytes are as given. */
export type Checkpoint = { readonly seq: Seq; readonly bytes: Uint8Array };

export interface EventLog {
  /**
   * Appends a batch, all of it or nothing, and returns the next seq. The batch is durable when the promise resolves, as
   * far as the store's `synchronous` or `fsync` option says. Batches of one run are applied in order of the calls. A
   * repetition of the last event or the last batch, equal in every byte (type, atMs, payload), succeeds and changes
   * nothing. Throws `wrong-seq` (a SeqError: a gap, a repetition of older events, or not the `expectedSeq`),
   * `seq-conflict` (a SeqError: a different event has that seq), `bad-event` (an invalid event), and the codes of the
   * store.
   */
  append(run: string, events: readonly StoredEvent[], options?: AppendOptions): Promise<Seq>;

  /** Begins a new run. One at a time: later `create` calls and other appends of this log wait. Throws `run-exists`. */
  create(run: string): Promise<RunWriter>;

  /**
   * Makes `run` a branch that shares the first `seq` events of `parent`, without copying them; `seq` may be 0. Throws
   * `run-exists`, `no-such-run`, `no-such-event`.
   */
  fork(parent: string, seq: Seq, run: string): Promise<void>;

  /** The existing events among `from` … `to`, both included, in order of seq. Empty for an unknown run. */
  read(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** Like `read`, in descending order: from `to` down to `from`. */
  readReverse(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]>;
  /** All events with a time in the range, by time, then by seq. Scans the whole run. */
  readByTime(run: string, range: TimeRange): Promise<readonly StoredEvent[]>;
  /** Reads `from` … `to` in pages, or to the run's end at the time of the last page. */
  pages(run: string, from?: Seq, to?: Seq): AsyncIterable<readonly StoredEvent[]>;
  /** Folds events from `from` to the end, or up to and including the event for which `apply` calls `stop`. */
  replay<State>(
    run: string,
    from: Seq,
    state: State,
    apply: (state: State, event: StoredEvent, stop: () => void) => State,
  ): Promise<State>;
  /** undefined if the event does not exist. */
  eventAt(run: string, seq: Seq): Promise<StoredEvent | undefined>;
  /** Chain digest of this event (SPEC.md L20), 32 bytes; for seq 0 the start of every chain. */
  digestAt(run: string, seq: Seq): Promise<Uint8Array | undefined>;
  /** The run's last seq; 0 if the run does not exist. */
  streamLen(run: string): Promise<number>;
  /** `streamLen` + 1. */
  nextSeq(run: string): Promise<Seq>;
  stream(run: string): Promise<Stream | undefined>;
  streams(query?: StreamQuery): Promise<StreamPage>;

  /**
   * All events from `from` on, each once and in order, then those appended later by any process; each item has at least
   * one event. Ends only when the signal is aborted or the log is closed.
   */
  tail(run: string, from: Seq, options?: { readonly signal?: AbortSignal }): AsyncIterable<readonly StoredEvent[]>;

  /** Checks the chain of one run, including its parent's prefix and its archives. Throws `no-such-run`. */
  verify(run: string, options?: VerifyOptions): Promise<Verdict>;
  /** Checks every event of the store once, run by run; for a branch its own events and the digest at its fork. */
  verifyAll(): AsyncIterable<Verdict>;

  /**
   * The latest valid checkpoint at or before `seq`. Drops damaged checkpoints and those that do not fit the chain.
   * `name` names the fold and its version.
   */
  checkpointAt(run: string, name: string, seq: Seq): Promise<Checkpoint | undefined>;
  /** Keeps a folded state after event `seq`. Never fails, because checkpoints are disposable. */
  keepCheckpoint(run: string, name: string, seq: Seq, bytes: Uint8Array): Promise<void>;

  /**
   * Drops the run's own events `archive.from` … `archive.to` and stores a continuation event. The caller has verified
   * the archive; the log checks that the archive follows the previous one. A repeated call with the same archive
   * finishes what a crash interrupted. Throws `bad-archive` if the range does not fit.
   */
  dropArchived(run: string, archive: ArchiveRef): Promise<void>;
  /**
   * Puts back archived events `archive.from` … `archive.to`; `commit` checks them against the continuation's digest.
   * The latest archive must be restored first. Throws `bad-archive`.
   */
  restoreArchived(run: string, archive: ArchiveRef): Promise<RunWriter>;
  /** The run's archives, earliest first. */
  archives(run: string): Promise<readonly ArchiveRef[]>;

  /** Ends all tails. Every later call throws `log-closed`. */
  close(): Promise<void>;
}

/** An append with a wrong seq; names the expected seq. */
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
