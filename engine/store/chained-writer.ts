// Writes many events of one run, or of several new runs, in one transaction of the store, and chains them. Readers see
// all events or none.

import { assert } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { BackendWriter } from './backend.ts';
import { chainStart, digestBytes, linkDigests, sameBytes } from './chain.ts';
import { checkEvents } from './event-check.ts';
import { type RunWriter, SeqError, type StoredEvent } from './log.ts';

export type WriterPlan = {
  readonly run: string;
  readonly first: Seq;
  /** Chain digest of the event before the first. */
  readonly before: Uint8Array;
  /** Events from this seq on are already stored: they are chained, not inserted. */
  readonly storedFrom: Seq;
  /** Expected seq and digest of the last event, if known. */
  readonly end?: { readonly seq: Seq; readonly digest: Uint8Array };
  /** Called once, when the writer has ended, before `commit` resolves. */
  readonly ended: (committed: boolean, runs: readonly string[]) => void | Promise<void>;
};

/** Appends to one run of a writer. `read` returns the events appended so far, also after the writer has ended. */
export type RunAppender = Pick<RunWriter, 'append'> & {
  read(from: Seq, to: Seq): readonly StoredEvent[];
};

export class ChainedWriter implements RunWriter {
  readonly #backend: BackendWriter;
  readonly #plan: WriterPlan;
  readonly #first: Chain;
  readonly #runs: string[];
  #state: 'open' | 'failed' | 'ended' = 'open';

  constructor(backend: BackendWriter, plan: WriterPlan) {
    this.#backend = backend;
    this.#plan = plan;
    this.#first = new Chain(backend, plan);
    this.#runs = [plan.run];
  }

  append(events: readonly StoredEvent[]): Promise<void> {
    return this.#append(this.#first, events);
  }

  /** Adds another new run to the same transaction; `isThere`: the log has a run of that name. Throws `run-exists`. */
  async also(run: string, isThere: boolean): Promise<RunAppender> {
    if (isThere || (await this.#backend.add?.(run)) !== true) throw runExists(run);
    this.#runs.push(run);
    const chain = new Chain(this.#backend, { run, first: 1, before: chainStart, storedFrom: Infinity });
    return { append: (events) => this.#append(chain, events), read: (from, to) => this.#read(run, from, to) };
  }

  read(from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#read(this.#plan.run, from, to);
  }

  #read(run: string, from: Seq, to: Seq): readonly StoredEvent[] {
    return this.#backend.read?.(run, from, to) ?? [];
  }

  async #append(chain: Chain, events: readonly StoredEvent[]): Promise<void> {
    assert(this.#state === 'open', `append to a writer that has ${this.#state}`);
    if (events.length === 0) return;
    try {
      await chain.append(events);
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }

  async commit(): Promise<void> {
    assert(this.#state === 'open', `commit of a writer that has ${this.#state}`);
    try {
      this.#checkEnd();
      if (!(await this.#backend.commit())) throw runExists(this.#plan.run);
    } catch (error) {
      await this.rollback();
      throw error;
    }
    this.#state = 'ended';
    await this.#plan.ended(true, this.#runs);
  }

  #checkEnd(): void {
    const { run, end } = this.#plan;
    if (end === undefined || this.#first.endsAt(end.seq, end.digest)) return;
    throw new RetraceError(
      'bad-archive',
      `What was to be restored of run ${JSON.stringify(run)} are not its events up to ${end.seq} as they were. Nothing was changed.`,
    );
  }

  async rollback(): Promise<void> {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    try {
      await this.#backend.abort();
    } finally {
      await this.#plan.ended(false, this.#runs);
    }
  }
}

/** Chains the events of one run that is being written. */
class Chain {
  readonly #backend: BackendWriter;
  readonly #run: string;
  readonly #storedFrom: Seq;
  readonly #digest: Uint8Array;
  #next: Seq;

  constructor(
    backend: BackendWriter,
    { run, first, before, storedFrom }: Pick<WriterPlan, 'run' | 'first' | 'before' | 'storedFrom'>,
  ) {
    this.#backend = backend;
    this.#run = run;
    this.#storedFrom = storedFrom;
    this.#digest = new Uint8Array(before);
    this.#next = first;
  }

  async append(events: readonly StoredEvent[]): Promise<void> {
    if (events[0]?.seq !== this.#next) throw new SeqError('wrong-seq', this.#run, this.#next, events[0]?.seq ?? 0);
    checkEvents(this.#run, events);
    const digests = linkDigests(this.#digest, events);
    const wanted = Math.max(0, Math.min(events.length, this.#storedFrom - this.#next));
    if (wanted > 0) {
      const stored = this.#backend.insert(
        this.#run,
        events.slice(0, wanted),
        digests.subarray(0, wanted * digestBytes),
      );
      if (!(await stored)) throw runExists(this.#run);
    }
    this.#digest.set(digests.subarray(-digestBytes));
    this.#next += events.length;
  }

  endsAt(seq: Seq, digest: Uint8Array): boolean {
    return this.#next === seq + 1 && sameBytes(this.#digest, digest);
  }
}

export function runExists(run: string): RetraceError {
  return new RetraceError(
    'run-exists',
    `There is already a run ${JSON.stringify(run)} in the log. Choose another name; this one was left as it is.`,
  );
}
