// The code of one run at any of its events: calls, variables, answers to queries. Viewed moments and their neighbours
// are cached.

import { RetraceError } from '../model/errors.ts';
import type { Json } from '../model/json.ts';
import type { Evaluated } from '../model/replay/expression.ts';
import type { Moment, QueryAnswer } from '../model/replay/locals.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { type ReplayedHistory, Replayer } from './replayer.ts';
import type { ReplayLimits } from './running-thread.ts';
import type { Evaluation, SourceLine } from './evaluation.ts';
import type { Moments } from './look.ts';
import { momentsAt, type PackedMoments } from './packed-moments.ts';

/** Maximum number of cached stretches of the history; the least recently used is dropped first. */
const mostKept = 20;

export class RunInspector {
  readonly #replayer: Replayer;
  readonly #history: ReplayedHistory;
  #kept: readonly Moments[] = [];
  #around = 75;
  readonly #ahead: Replayer;
  #isAhead = false;
  #all: PackedMoments | undefined;

  /** `bundle`: instrumented (`loadCode` with `instrumented`). */
  constructor(bundle: Bundle, history: ReplayedHistory, limits: Partial<ReplayLimits> = {}) {
    this.#replayer = new Replayer(bundle, limits);
    this.#ahead = new Replayer(bundle, limits);
    this.#history = history;
  }

  /**
   * The state of the code after all events delivered up to that one. Throws `no-such-event`; `code-stopped` where the
   * code did not return; `cancelled`.
   */
  async at(seq: number, signal?: AbortSignal): Promise<Moment> {
    this.#checkSeq(seq);
    const found = this.#known(seq) ?? (await this.#look(seq, signal));
    void this.#lookAhead();
    this.#kept = [found, ...this.#kept.filter((moments) => moments !== found)].slice(0, mostKept);
    return momentAt(found, seq);
  }

  #known(seq: number): Moments | undefined {
    const kept = this.#kept.find((moments) => holds(moments, seq));
    return kept ?? (this.#all && momentsAt(this.#all, seq));
  }

  /** Whoever has looked at one event will look at others, anywhere: a thread of its own goes through all of them once, and ends. */
  async #lookAhead(): Promise<void> {
    if (this.#isAhead) return;
    this.#isAhead = true;
    try {
      this.#all = await this.#ahead.allMoments(this.#history);
    } catch {
      // Code that does not come back: looks go no further than they have to.
    } finally {
      await this.#ahead.close();
    }
  }

  /** Where the code does not come back a little further on, it is run no further than it has to be from then on. */
  async #look(seq: number, signal: AbortSignal | undefined): Promise<Moments> {
    try {
      return await this.#replayer.momentsAround(this.#history, { seq, around: this.#around }, signal);
    } catch (error) {
      if (this.#around === 0 || !(error instanceof RetraceError) || error.code !== 'code-stopped') throw error;
      this.#around = 0;
      return this.#look(seq, signal);
    }
  }

  /** The code's answer to a query after that event. Throws like `at`. */
  async query(seq: number, name: string, args: readonly Json[] = [], signal?: AbortSignal): Promise<QueryAnswer> {
    this.#checkSeq(seq);
    return this.#replayer.query(this.#history, { seq, name, args }, signal);
  }

  /** The value of an expression after that event. Throws like `at`. */
  async value(seq: number, evaluation: Evaluation, signal?: AbortSignal): Promise<Evaluated> {
    this.#checkSeq(seq);
    return this.#replayer.value(this.#history, { seq, ...evaluation }, signal);
  }

  /** Like `stopsOf`. Throws `code-stopped`, `cancelled`. */
  stops(at: Evaluation | SourceLine, signal?: AbortSignal): Promise<readonly number[]> {
    return this.#replayer.stops(this.#history, at, signal);
  }

  async close(): Promise<void> {
    this.#isAhead = true;
    await Promise.all([this.#replayer.close(), this.#ahead.close()]);
  }

  #checkSeq(seq: number): void {
    const { length } = this.#history.payloads;
    if (Number.isInteger(seq) && seq >= 1 && seq <= length) return;
    throw new RetraceError('no-such-event', `There is no event ${seq}: the history has events 1 to ${length}.`);
  }
}

function holds({ moments, until }: Moments, seq: number): boolean {
  return (moments[0]?.seq ?? Infinity) <= seq && (until === null || seq < until);
}

function momentAt({ moments }: Moments, seq: number): Moment {
  return moments.findLast((moment) => moment.seq <= seq) ?? { seq: 0, calls: [], fibers: [], queries: [] };
}
