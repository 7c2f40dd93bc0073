// Replays histories with one version of a person's code, in a thread that is stopped from outside when the code does
// not return. Runs no code itself.

import { RetraceError } from '../model/errors.ts';
import type { ToldEvents } from '../model/replay/call.ts';
import type { QueryAnswer } from '../model/replay/locals.ts';
import { type Bundle, bundleFor, type GuestKind } from '../sandbox/bundle.ts';
import type { Courses, OwnRun, ReplayRequest } from './replay-request.ts';
import { type Asked, RequestQueue } from './request-queue.ts';
import type { ReplayLimits } from './running-thread.ts';
import type { Evaluated } from '../model/replay/expression.ts';
import type { Frames } from '../model/replay/frames.ts';
import type { Drift, Official, SourcePosition, Verdict } from '../model/replay/verdict.ts';
import type { Evaluation, SourceLine } from './evaluation.ts';
import type { Around, Moments, Query } from './look.ts';
import type { PackedMoments } from './packed-moments.ts';

export type ReplayedHistory = {
  /** The payload of each event, in order of seq: JSON. */
  readonly payloads: readonly Uint8Array[];
  readonly workflowId: string;
  readonly namespace?: string;
  /** The type to run instead of the history's. */
  readonly workflowType?: string;
  /** A codec server decoded some of its values: of those nothing is stored. */
  readonly isDecoded?: true;
};

/** For work that takes as long as the run: `onTold` hears how far it is. */
export type Following = { readonly signal?: AbortSignal; readonly onTold?: (told: ToldEvents) => void };

const tellingEveryMs = 100;

export type Replayed = { readonly verdict: Verdict; readonly frames?: Frames };

/** Replays one history at a time: later requests wait. */
export class Replayer {
  readonly #bundle: Bundle;
  readonly #limits: Partial<ReplayLimits>;
  readonly #queue: RequestQueue;
  #copy: Promise<Replayer | undefined> | undefined;

  constructor(bundle: Bundle, limits: Partial<ReplayLimits> = {}) {
    this.#bundle = bundle;
    this.#limits = limits;
    this.#queue = new RequestQueue(bundle, limits);
  }

  /** Digest of the code. */
  get digest(): string {
    return this.#bundle.digest;
  }

  /** The SDK that the code is written for. */
  get guest(): GuestKind {
    return this.#bundle.guest;
  }

  /** Rejects with `cancelled` when the signal is aborted. */
  async replay(history: ReplayedHistory, signal?: AbortSignal): Promise<Verdict> {
    return (await this.#replayed(history, 'verdict', signal)).verdict;
  }

  /** Like `replay`, with the code's activity at every event; no frames where the code had to be stopped. */
  record(history: ReplayedHistory, signal?: AbortSignal): Promise<Replayed> {
    return this.#replayed(history, 'frames', signal);
  }

  /** The calls of the code deciding for itself, beside the history's; undefined where the code had to be stopped. */
  async runOn(history: ReplayedHistory, signal?: AbortSignal): Promise<Courses | undefined> {
    const { outcome } = await this.#ask({ ...requestOf(history), asks: 'courses' }, signal);
    return outcome.type === 'ranOn' ? outcome.courses : undefined;
  }

  /** The history of the code deciding for itself; undefined where the code had to be stopped. */
  async ownRun(history: ReplayedHistory, { signal, onTold }: Following = {}): Promise<OwnRun | undefined> {
    const of = history.payloads.length;
    const telling = setInterval(() => onTold?.({ told: Math.min(this.#queue.lastEvent, of), of }), tellingEveryMs);
    try {
      const { outcome } = await this.#ask({ ...requestOf(history), asks: 'ownRun' }, signal);
      if (outcome.type === 'broken') throw new Error(outcome.message);
      return outcome.type === 'ownRun' ? outcome.own : undefined;
    } finally {
      clearInterval(telling);
    }
  }

  /**
   * The state of the code around an event; needs an instrumented bundle. Throws `code-stopped` where the code had to be
   * stopped.
   */
  async momentsAround(history: ReplayedHistory, around: Around, signal?: AbortSignal): Promise<Moments> {
    const asked = await this.#ask({ ...requestOf(history), asks: { type: 'moments', ...around } }, signal);
    return asked.outcome.type === 'looked' ? asked.outcome.moments : refuse(asked);
  }

  /** The code at every event; of an instrumented bundle. Throws as `momentsAround`. */
  async allMoments(history: ReplayedHistory, signal?: AbortSignal): Promise<PackedMoments> {
    const asked = await this.#ask({ ...requestOf(history), asks: { type: 'allMoments' } }, signal);
    return asked.outcome.type === 'lookedAtAll' ? asked.outcome.moments : refuse(asked);
  }

  /** Throws `code-stopped` where it had to be ended. */
  async query(history: ReplayedHistory, query: Query, signal?: AbortSignal): Promise<QueryAnswer> {
    const asked = await this.#ask({ ...requestOf(history), asks: { type: 'query', ...query } }, signal);
    return asked.outcome.type === 'queried' ? asked.outcome.answer : refuse(asked);
  }

  /** Needs an instrumented bundle. Throws `code-stopped` where the code had to be stopped. */
  async value(
    history: ReplayedHistory,
    evaluation: Evaluation & { readonly seq: number },
    signal?: AbortSignal,
  ): Promise<Evaluated> {
    const asked = await this.#ask({ ...requestOf(history), asks: { type: 'value', ...evaluation } }, signal);
    return asked.outcome.type === 'evaluated' ? asked.outcome.evaluated : refuse(asked);
  }

  /**
   * The events after which an expression becomes true, or at which a line is reached; needs and throws the same as
   * `value`.
   */
  async stops(history: ReplayedHistory, at: Evaluation | SourceLine, signal?: AbortSignal): Promise<readonly number[]> {
    const asked = await this.#ask({ ...requestOf(history), asks: { type: 'stops', ...at } }, signal);
    return asked.outcome.type === 'stops' ? asked.outcome.stops : refuse(asked);
  }

  /** Ends the thread and the code running in it. */
  async close(): Promise<void> {
    const copy = this.#copy;
    this.#copy = undefined;
    await (await copy)?.close();
    await this.#queue.end();
  }

  async #replayed(
    history: ReplayedHistory,
    asks: 'verdict' | 'frames',
    signal: AbortSignal | undefined,
  ): Promise<Replayed> {
    const asked = await this.#ask({ ...requestOf(history), asks }, signal);
    if (asked.outcome.type === 'replayed') return this.#withEnd(asked.outcome, history, signal);
    if (asked.outcome.type !== 'stopped') return refuse(asked);
    const { reason } = asked.outcome;
    const source = reason === 'endless-loop' ? await this.#placeOfLoop(history, asked, signal) : asked.lastPlace;
    const official = reason === 'endless-loop' ? noAnswer : passes;
    const verdict: Verdict = {
      type: 'stopped',
      reason,
      seq: asked.lastEvent,
      source,
      official,
      unchecked: [],
      drift: [],
    };
    return { verdict };
  }

  /** Runs the code again, instrumented, where only that tells the place of a drift. */
  async #withEnd(replayed: Replayed, history: ReplayedHistory, signal: AbortSignal | undefined): Promise<Replayed> {
    const { verdict } = replayed;
    if (!verdict.drift.some(isEnd)) return replayed;
    const copy = await this.#instrumented();
    if (copy === undefined) return replayed;
    const { outcome } = await copy.#ask({ ...requestOf(history), asks: { type: 'mainEnd' } }, signal);
    const source = outcome.type === 'ended' ? outcome.source : [];
    const drift = verdict.drift.map((one) => (isEnd(one) ? { ...one, source } : one));
    return { ...replayed, verdict: { ...verdict, drift } };
  }

  /**
   * Runs the code again with instrumentation to find the loop; no position where that is impossible or the code then
   * returns.
   */
  async #placeOfLoop(
    history: ReplayedHistory,
    { lastPlace }: Asked,
    signal: AbortSignal | undefined,
  ): Promise<readonly SourcePosition[]> {
    if (this.#bundle.sites !== undefined) return lastPlace;
    const copy = await this.#instrumented();
    if (copy === undefined) return [];
    const { verdict } = await copy.#replayed(history, 'verdict', signal);
    return verdict.type === 'stopped' ? verdict.source : [];
  }

  /** The same code, instrumented; undefined where that is impossible. */
  #instrumented(): Promise<Replayer | undefined> {
    if (this.#bundle.sites !== undefined) return Promise.resolve(this);
    const { options } = this.#bundle;
    return (this.#copy ??= bundleFor(this.guest, { ...options, instrumented: true }).then(
      (bundle) => new Replayer(bundle, this.#limits),
      () => undefined,
    ));
  }

  #ask(request: ReplayRequest, signal: AbortSignal | undefined): Promise<Asked> {
    return this.#queue.ask(request, signal);
  }
}

/** The run's own end, of which no call tells a place: a value that is returned, or an error of another run's. */
function isEnd({ operation, source }: Drift): boolean {
  return operation === 'workflow' && source.length === 0;
}

const passes: Official = { passes: true };
/** `Worker.runReplayHistory` of 1.24.0 neither fails nor returns. */
const noAnswer: Official = {
  passes: false,
  error: 'NoAnswer',
  text: 'The code does not come back, nor does the replay.',
};

/** Throws for an outcome other than the requested answer. */
function refuse({ outcome, lastEvent, lastPlace }: Asked): never {
  if (outcome.type !== 'stopped') throw new Error(outcome.type === 'broken' ? outcome.message : outcome.type);
  const [place] = lastPlace;
  const where = place === undefined ? '' : ` at ${place.file}:${place.line}:${place.column}`;
  const why = outcome.reason === 'endless-loop' ? 'did not come back' : 'took memory without end';
  throw new RetraceError('code-stopped', `The code ${why} after event ${lastEvent}${where}, and was ended.`);
}

function requestOf({
  payloads,
  workflowId,
  namespace = 'default',
  workflowType,
}: ReplayedHistory): Omit<ReplayRequest, 'asks'> {
  const bytes = new Uint8Array(payloads.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const payload of payloads) {
    bytes.set(payload, at);
    at += payload.length;
  }
  const lengths = payloads.map(({ length }) => length);
  return { bytes, lengths, workflowId, namespace, ...(workflowType !== undefined && { workflowType }) };
}
