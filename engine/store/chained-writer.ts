// Writes many events of one run in one transaction of the store, chaining them as they come. Never lets a part be seen.

import { assert } from '../model/assert.ts';
import { RetraceError } from '../model/errors.ts';
import type { Seq } from '../model/event.ts';
import type { BackendWriter } from './backend.ts';
import { digestBytes, linkDigests, sameBytes } from './chain.ts';
import { checkEvents } from './event-check.ts';
import { type RunWriter, SeqError, type StoredEvent } from './log.ts';

export type WriterPlan = {
  readonly run: string;
  readonly first: Seq;
  /** Digest of the event before the first. */
  readonly before: Uint8Array;
  /** Events from here on are there already: they are chained, not stored. */
  readonly storedFrom: Seq;
  /** The last event to come and its digest, where they are known. */
  readonly end?: { readonly seq: Seq; readonly digest: Uint8Array };
  /** Called once, when the writer has ended, before the commit is told. */
  readonly ended: (committed: boolean) => void | Promise<void>;
};

export class ChainedWriter implements RunWriter {
  readonly #backend: BackendWriter;
  readonly #plan: WriterPlan;
  readonly #digest: Uint8Array;
  #next: Seq;
  #state: 'open' | 'failed' | 'ended' = 'open';

  constructor(backend: BackendWriter, plan: WriterPlan) {
    this.#backend = backend;
    this.#plan = plan;
    this.#digest = new Uint8Array(plan.before);
    this.#next = plan.first;
  }

  async append(events: readonly StoredEvent[]): Promise<void> {
    assert(this.#state === 'open', `append to a writer that has ${this.#state}`);
    if (events.length === 0) return;
    try {
      await this.#append(events);
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }

  async #append(events: readonly StoredEvent[]): Promise<void> {
    const { run, storedFrom } = this.#plan;
    if (events[0]?.seq !== this.#next) throw new SeqError('wrong-seq', run, this.#next, events[0]?.seq ?? 0);
    checkEvents(run, events);
    const digests = linkDigests(this.#digest, events);
    const wanted = Math.max(0, Math.min(events.length, storedFrom - this.#next));
    if (wanted > 0 && !(await this.#backend.insert(events.slice(0, wanted), digests.subarray(0, wanted * digestBytes))))
      throw runExists(run);
    this.#digest.set(digests.subarray(-digestBytes));
    this.#next += events.length;
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
    await this.#plan.ended(true);
  }

  #checkEnd(): void {
    const { run, end } = this.#plan;
    if (end === undefined || (this.#next === end.seq + 1 && sameBytes(this.#digest, end.digest))) return;
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
      await this.#plan.ended(false);
    }
  }
}

export function runExists(run: string): RetraceError {
  return new RetraceError(
    'run-exists',
    `There is already a run ${JSON.stringify(run)} in the log. Choose another name; this one was left as it is.`,
  );
}
