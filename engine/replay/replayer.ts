// Replays histories with one version of somebody's code, in a thread that is ended from outside where the code does not come back. Runs no
// code itself.

import { RetraceError } from '../model/errors.ts';
import type { Bundle } from '../sandbox/temporal/bundle.ts';
import type { Courses, ReplayRequest } from './replay-request.ts';
import { type ReplayLimits, RunningThread, type ThreadOutcome } from './running-thread.ts';
import type { Frames } from '../model/replay/frames.ts';
import type { Verdict } from '../model/replay/verdict.ts';

const usualLimits: ReplayLimits = { loopMs: 5000, memoryMb: 1024 };

export type ReplayedHistory = {
  /** Of each event, in order of seq: JSON. */
  readonly payloads: readonly Uint8Array[];
  readonly workflowId: string;
  readonly namespace?: string;
  /** To be run instead of the type that the history names. */
  readonly workflowType?: string;
};

export type Replayed = { readonly verdict: Verdict; readonly frames?: Frames };

type Asked = { readonly outcome: ThreadOutcome; readonly lastEvent: number };

/** One history at a time: later ones wait. */
export class Replayer {
  readonly #bundle: Bundle;
  readonly #limits: ReplayLimits;
  #thread: RunningThread | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(bundle: Bundle, limits: Partial<ReplayLimits> = {}) {
    this.#bundle = bundle;
    this.#limits = { ...usualLimits, ...limits };
  }

  /** Of its code. */
  get digest(): string {
    return this.#bundle.digest;
  }

  /** Rejects where the signal is aborted: `cancelled`. */
  async replay(history: ReplayedHistory, signal?: AbortSignal): Promise<Verdict> {
    return (await this.#replayed(history, 'verdict', signal)).verdict;
  }

  /** The same, and what the code did at every event; no frames where the code had to be ended. */
  record(history: ReplayedHistory, signal?: AbortSignal): Promise<Replayed> {
    return this.#replayed(history, 'frames', signal);
  }

  /** What the code does when it decides for itself, beside what the history holds; undefined where it had to be ended. */
  async runOn(history: ReplayedHistory, signal?: AbortSignal): Promise<Courses | undefined> {
    const { outcome } = await this.#ask({ ...requestOf(history), asks: 'courses' }, signal);
    return outcome.type === 'ranOn' ? outcome.courses : undefined;
  }

  /** Ends the thread, and what runs in it. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  async #replayed(
    history: ReplayedHistory,
    asks: 'verdict' | 'frames',
    signal: AbortSignal | undefined,
  ): Promise<Replayed> {
    const { outcome, lastEvent } = await this.#ask({ ...requestOf(history), asks }, signal);
    return replayedOf(outcome, lastEvent);
  }

  #ask(request: ReplayRequest, signal: AbortSignal | undefined): Promise<Asked> {
    const asked = this.#last.then(() => this.#askNow(request, signal));
    this.#last = asked.catch(() => undefined);
    return asked;
  }

  async #askNow(request: ReplayRequest, signal: AbortSignal | undefined): Promise<Asked> {
    throwIfAborted(signal);
    const thread = (this.#thread ??= new RunningThread(this.#bundle, this.#limits));
    const abort = (): void => void this.close();
    signal?.addEventListener('abort', abort, { once: true });
    const outcome = await thread.ask(request);
    signal?.removeEventListener('abort', abort);
    const { lastEvent } = thread;
    if (outcome.type === 'stopped' || outcome.type === 'broken') await this.close();
    throwIfAborted(signal);
    return { outcome, lastEvent };
  }
}

function replayedOf(outcome: ThreadOutcome, seq: number): Replayed {
  if (outcome.type === 'replayed') return outcome;
  if (outcome.type !== 'stopped') throw new Error(outcome.type === 'broken' ? outcome.message : outcome.type);
  const { reason } = outcome;
  return {
    verdict: { type: 'stopped', reason, seq, source: [], official: { passes: true }, unchecked: [], drift: [] },
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new RetraceError('cancelled', 'The replay was cancelled.');
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
