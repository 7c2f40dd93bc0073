// Implements the rules of the event log for all stores (SPEC.md L7 to L28). Stores nothing itself: the backend does.

import { setImmediate } from 'node:timers/promises';
import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import { ArchiveMover } from './archive/archive-mover.ts';
import { andThen, type LogBackend, type MaybePromise } from './backend.ts';
import { chainStart, linkDigests } from './chain.ts';
import { ChainedWriter, type RunAppender, runExists, type WriterPlan } from './chained-writer.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { checkEvents, checkRunId, sameEvent } from './event-check.ts';
import { gateAt } from './gate.ts';
import {
  type AppendOptions,
  type ArchiveReader,
  type ArchiveRef,
  type Checkpoint,
  type EventLog,
  type RunWriter,
  SeqError,
  type StoredEvent,
  type Stream,
  type StreamPage,
  type StreamQuery,
  type TimeRange,
  type Verdict,
  type VerifyOptions,
} from './log.ts';
import { LogReader } from './log-reader.ts';
import { LogVerifier } from './log-verifier.ts';
import { StreamCache } from './stream-cache.ts';
import { StreamList } from './stream-list.ts';
import { Tails } from './tails.ts';

export type LogOptions = {
  readonly archives?: ArchiveReader;
  /** How often a tail looks for other processes' appends, in ms; default 50. */
  readonly pollMs?: number;
};

/** A try fails only if another writer appends between two reads of the store. */
const maxTries = 100;
type RunEnd = { readonly last: StoredEvent; readonly digest: Uint8Array };

const runsAtOnce = 200;

export class ChainedLog implements EventLog {
  readonly #backend: LogBackend;
  readonly #cache: StreamCache;
  readonly #reader: LogReader;
  readonly #verifier: LogVerifier;
  readonly #list: StreamList;
  readonly #keeper: CheckpointKeeper;
  readonly #mover: ArchiveMover;
  readonly #tails: Tails;
  readonly #gate: ReturnType<typeof gateAt>['gate'];
  readonly #leaveGate: () => void;

  constructor(backend: LogBackend, { archives, pollMs = 50 }: LogOptions = {}) {
    this.#backend = backend;
    ({ gate: this.#gate, leave: this.#leaveGate } = gateAt(backend.place));
    this.#cache = new StreamCache(backend);
    this.#reader = new LogReader(backend, this.#cache, archives);
    this.#verifier = new LogVerifier(backend, this.#cache, this.#reader);
    this.#list = new StreamList(backend, this.#cache, this.#reader);
    this.#keeper = new CheckpointKeeper(backend, this.#cache, this.#reader);
    this.#mover = new ArchiveMover(backend, this.#cache, this.#reader);
    this.#tails = new Tails(backend.changed && ((runs) => backend.changed?.(runs) ?? false), pollMs);
  }

  // With a synchronous store, call and insert happen in one turn of the event loop, so calls are applied in order.
  async append(run: string, events: readonly StoredEvent[], { expectedSeq }: AppendOptions = {}): Promise<Seq> {
    this.#mustBeOpen();
    checkRunId(run);
    checkEvents(run, events);
    if (this.#gate.busy) return await this.#inTurn(() => this.#append(run, events, expectedSeq));
    return await this.#append(run, events, expectedSeq);
  }

  #append(run: string, events: readonly StoredEvent[], expectedSeq: Seq | undefined): MaybePromise<Seq> {
    const stored = andThen(this.#cache.know(run), (known) =>
      this.#insertIfNext(run, events, expectedSeq, known?.lastSeq ?? 0),
    );
    return andThen(stored, (done) => (done ? nextAfter(events) : this.#appendAfresh(run, events, expectedSeq)));
  }

  #insertIfNext(
    run: string,
    events: readonly StoredEvent[],
    expectedSeq: Seq | undefined,
    lastSeq: Seq,
  ): MaybePromise<boolean> {
    if (events.length === 0 || events[0]?.seq !== lastSeq + 1 || (expectedSeq ?? lastSeq + 1) !== lastSeq + 1)
      return false;
    const digests = linkDigests(this.#cache.get(run)?.digest ?? chainStart, events);
    return andThen(this.#backend.insert(run, events, digests), (stored) => {
      if (!stored) return false;
      this.#cache.appended(run, events, digests);
      this.#tails.appended(run);
      return true;
    });
  }

  /**
   * Appends after reading the run's state afresh, because the cached state did not fit: another writer appended, the
   * call is a repetition, or the events are refused.
   */
  async #appendAfresh(run: string, events: readonly StoredEvent[], expectedSeq: Seq | undefined): Promise<Seq> {
    for (let tries = 0; tries < maxTries; tries++) {
      const lastSeq = (await this.#cache.refresh(run))?.lastSeq ?? 0;
      if (await this.#insertIfNext(run, events, expectedSeq, lastSeq)) return nextAfter(events);
      const next = lastSeq + 1;
      if (expectedSeq !== undefined && expectedSeq !== next) throw new SeqError('wrong-seq', run, next, expectedSeq);
      const first = events[0]?.seq;
      if (first === undefined) return next;
      if (first !== next) return await this.#repeated(run, events, next, expectedSeq === undefined);
    }
    throw new RetraceError(
      'log-damaged',
      `Run ${JSON.stringify(run)} takes no event ${events[0]?.seq}, though it ends before it. See retrace log verify.`,
    );
  }

  /** Returns the next seq if the events repeat the run's last events; otherwise throws the error in them. */
  async #repeated(run: string, events: readonly StoredEvent[], next: Seq, mayRepeat: boolean): Promise<Seq> {
    const first = events[0]?.seq ?? 0;
    const there = first > next ? [] : await this.#stored(run, first, Math.min(next - 1, first + events.length - 1));
    const other = there.findIndex((event, i) => !sameEvent(event, events[i] ?? event));
    if (other !== -1) throw new SeqError('seq-conflict', run, next, first + other);
    if (mayRepeat && there.length === events.length && first + events.length === next) return next;
    throw new SeqError('wrong-seq', run, next, first);
  }

  /** Empty if an unreadable archive holds the events: then a repetition cannot be proved. */
  async #stored(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    try {
      return await this.#reader.read(run, from, to);
    } catch (error) {
      if (error instanceof RetraceError && (error.code === 'archive-missing' || error.code === 'archive-damaged'))
        return [];
      throw error;
    }
  }

  async create(run: string): Promise<ChainedWriter> {
    this.#mustBeOpen();
    checkRunId(run);
    return await this.#writer(run, 'create', async () => {
      if ((await this.#backend.look(run)) !== undefined) throw runExists(run);
      return { first: 1, before: chainStart, storedFrom: Infinity };
    });
  }

  async restoreArchived(run: string, archive: ArchiveRef): Promise<RunWriter> {
    this.#mustBeOpen();
    return await this.#writer(run, 'restore', async () => {
      const { hotFrom, before, last } = await this.#mover.restorable(run, archive);
      return { first: archive.from, before, storedFrom: hotFrom, end: { seq: archive.to, digest: last } };
    });
  }

  /** Calls `plan` while no other writer of this process writes. */
  async #writer(
    run: string,
    purpose: 'create' | 'restore',
    plan: () => Promise<Omit<WriterPlan, 'run' | 'ended'>>,
  ): Promise<ChainedWriter> {
    const leave = await this.#gate.enter();
    try {
      const writer = await this.#backend.begin(run, purpose);
      try {
        return new ChainedWriter(writer, {
          run,
          ...(await plan()),
          ended: (committed, runs) => this.#writerEnded(runs, committed, leave),
        });
      } catch (error) {
        await writer.abort();
        throw error;
      }
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #writerEnded(runs: readonly string[], committed: boolean, leave: () => void): Promise<void> {
    try {
      if (committed) for (const run of runs) await this.#cache.refresh(run);
    } finally {
      leave();
    }
    if (committed) for (const run of runs) this.#tails.appended(run);
  }

  /** Adds another new run to a writer that `create` returned. Throws `run-exists`. */
  async createAlso(writer: ChainedWriter, run: string): Promise<RunAppender> {
    checkRunId(run);
    return await writer.also(run, (await this.#backend.look(run)) !== undefined);
  }

  /** Drops the rows of writers that never finished, in pieces, so that other writers can write in between. */
  async sweep(): Promise<void> {
    while (!this.#tails.closed && (await this.#inTurn(() => this.#backend.sweep?.() ?? false))) await setImmediate();
  }

  async fork(parent: string, seq: Seq, run: string): Promise<void> {
    this.#mustBeOpen();
    checkRunId(run);
    await this.#inTurn(async () => {
      const known = await this.#cache.refresh(parent);
      if (known === undefined) throw noSuchRun(parent);
      if (!Number.isSafeInteger(seq) || seq < 0 || seq > known.lastSeq)
        throw new RetraceError(
          'no-such-event',
          `Run ${JSON.stringify(parent)} has events 1 to ${known.lastSeq}; it cannot be forked at ${seq}.`,
        );
      const digest = await this.#reader.digestAt(parent, seq, chainStart);
      if (digest === undefined)
        throw new RetraceError(
          'log-damaged',
          `Event ${seq} of run ${JSON.stringify(parent)} is missing; no branch can begin behind it.`,
        );
      if (!(await this.#backend.insertBranch(run, { parent, seq, digest }))) throw runExists(run);
    });
    this.#tails.appended(run);
  }

  async read(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    this.#mustBeOpen();
    return await this.#reader.read(run, from, to);
  }

  async readReverse(run: string, from: Seq, to: Seq): Promise<readonly StoredEvent[]> {
    this.#mustBeOpen();
    return await this.#reader.readReverse(run, from, to);
  }

  async readByTime(run: string, range: TimeRange): Promise<readonly StoredEvent[]> {
    this.#mustBeOpen();
    return await this.#reader.readByTime(run, range);
  }

  async *pages(run: string, from: Seq = 1, to: Seq = Infinity): AsyncGenerator<readonly StoredEvent[]> {
    this.#mustBeOpen();
    for await (const page of this.#reader.pages(run, from, to)) {
      yield page;
      this.#mustBeOpen();
    }
  }

  async replay<State>(
    run: string,
    from: Seq,
    state: State,
    apply: (state: State, event: StoredEvent, stop: () => void) => State,
  ): Promise<State> {
    let folded = state;
    let stopped = false;
    const stop = (): void => void (stopped = true);
    for await (const page of this.pages(run, from)) {
      for (const event of page) {
        folded = apply(folded, event, stop);
        if (stopped) return folded;
      }
    }
    return folded;
  }

  async eventAt(run: string, seq: Seq): Promise<StoredEvent | undefined> {
    this.#mustBeOpen();
    return await this.#reader.eventAt(run, seq);
  }

  async digestAt(run: string, seq: Seq): Promise<Uint8Array | undefined> {
    this.#mustBeOpen();
    const digest = await this.#reader.digestAt(run, seq, chainStart);
    return digest && new Uint8Array(digest);
  }

  async streamLen(run: string): Promise<number> {
    this.#mustBeOpen();
    return (await this.#cache.refresh(run))?.lastSeq ?? 0;
  }

  async nextSeq(run: string): Promise<Seq> {
    return (await this.streamLen(run)) + 1;
  }

  async stream(run: string): Promise<Stream | undefined> {
    this.#mustBeOpen();
    return await this.#list.stream(run);
  }

  async streams(query: StreamQuery = {}): Promise<StreamPage> {
    this.#mustBeOpen();
    return await this.#list.page(query);
  }

  async *tail(
    run: string,
    from: Seq,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<readonly StoredEvent[]> {
    this.#mustBeOpen();
    const ended = (): boolean => this.#tails.closed || signal?.aborted === true;
    const unwatch = this.#tails.watch(run);
    try {
      for (let next = Math.max(1, from); !ended();) {
        const seen = this.#tails.mark(run);
        for await (const page of this.#reader.pages(run, next, Infinity)) {
          if (ended()) return;
          next += page.length;
          yield page;
          if (ended()) return;
        }
        await this.#tails.changed(run, seen, signal);
      }
    } catch (error) {
      // The log was closed during a read: the tail ends normally.
      if (!ended()) throw error;
    } finally {
      unwatch();
    }
  }

  async verify(run: string, { foundOnly = false }: VerifyOptions = {}): Promise<Verdict> {
    this.#mustBeOpen();
    const lost = foundOnly ? undefined : (await this.#backend.lost?.(run))?.get(run);
    const verdict = await this.#verifier.verify(run, false, lost);
    if (verdict === undefined) throw noSuchRun(run);
    return verdict;
  }

  /** Runs that are in no list, but of which some events are left, come last. */
  async *verifyAll(): AsyncGenerator<Verdict> {
    this.#mustBeOpen();
    const lost = new Map(await this.#backend.lost?.(null));
    for await (const run of this.#runs()) {
      this.#mustBeOpen();
      const verdict = await this.#verifier.verify(run, true, lost.get(run));
      lost.delete(run);
      if (verdict !== undefined) yield verdict;
    }
    for (const [run, event] of lost) {
      const verdict = await this.#verifier.verify(run, true, event);
      if (verdict !== undefined) yield verdict;
    }
  }

  async *#runs(): AsyncGenerator<string> {
    for (let cursor: string | undefined; ;) {
      this.#mustBeOpen();
      const runs: readonly string[] = await this.#backend.runs('', cursor ?? null, runsAtOnce);
      yield* runs;
      cursor = runs.at(-1);
      if (cursor === undefined) return;
    }
  }

  async checkpointAt(run: string, name: string, seq: Seq): Promise<Checkpoint | undefined> {
    this.#mustBeOpen();
    return await this.#keeper.at(run, name, seq);
  }

  async keepCheckpoint(run: string, name: string, seq: Seq, bytes: Uint8Array): Promise<void> {
    this.#mustBeOpen();
    await this.#inTurn(() => this.#keeper.keep(run, name, seq, bytes));
  }

  async dropArchived(run: string, archive: ArchiveRef): Promise<void> {
    this.#mustBeOpen();
    await this.#inTurn(() => this.#mover.drop(run, archive));
  }

  async archives(run: string): Promise<readonly ArchiveRef[]> {
    this.#mustBeOpen();
    const known = await this.#cache.refresh(run);
    return (known?.archives ?? []).map(({ file, checksum, from, to }) => ({ file, checksum, from, to }));
  }

  async close(): Promise<void> {
    if (this.#tails.closed) return;
    this.#tails.close();
    this.#leaveGate();
    await this.#backend.close();
  }

  async #inTurn<T>(work: () => MaybePromise<T>): Promise<T> {
    const leave = await this.#gate.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * For code that shares the backend: calls `work`, which appends to the backend directly and returns which runs grew,
   * when no other writer of this log writes.
   */
  async beside<T>(
    work: () => { readonly result: T; readonly grown: Iterable<readonly [run: string, end: RunEnd]> },
  ): Promise<T> {
    this.#mustBeOpen();
    const { result, grown } = this.#gate.busy ? await this.#inTurn(work) : work();
    for (const [run, { last, digest }] of grown) {
      this.#cache.grown(run, last, digest);
      this.#tails.appended(run);
    }
    return result;
  }

  #mustBeOpen(): void {
    if (this.#tails.closed) throw new RetraceError('log-closed', 'The event log is closed. Open it again.');
  }
}

function nextAfter(events: readonly StoredEvent[]): Seq {
  return (events.at(-1)?.seq ?? 0) + 1;
}

function noSuchRun(run: string): RetraceError {
  return new RetraceError('no-such-run', `There is no run ${JSON.stringify(run)} in the log.`);
}
