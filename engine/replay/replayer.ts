// Replays histories with one version of somebody's code, in a thread that is ended from outside where the code does not come back. Runs no
// code itself.

import { RetraceError } from '../model/errors.ts';
import type { Bundle } from '../sandbox/temporal/bundle.ts';
import type { ReplayRequest } from './replay-request.ts';
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
    return (await this.#ask(history, false, signal)).verdict;
  }

  /** The same, and what the code did at every event; no frames where the code had to be ended. */
  record(history: ReplayedHistory, signal?: AbortSignal): Promise<Replayed> {
    return this.#ask(history, true, signal);
  }

  /** Ends the thread, and what runs in it. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  #ask(history: ReplayedHistory, withFrames: boolean, signal: AbortSignal | undefined): Promise<Replayed> {
    const replayed = this.#last.then(() => this.#replay({ ...requestOf(history), withFrames }, signal));
    this.#last = replayed.catch(() => undefined);
    return replayed;
  }

  async #replay(request: ReplayRequest, signal: AbortSignal | undefined): Promise<Replayed> {
    throwIfAborted(signal);
    const thread = (this.#thread ??= new RunningThread(this.#bundle, this.#limits));
    const abort = (): void => void this.close();
    signal?.addEventListener('abort', abort, { once: true });
    const outcome = await thread.ask(request);
    signal?.removeEventListener('abort', abort);
    const { lastEvent } = thread;
    if (outcome.type !== 'replayed') await this.close();
    throwIfAborted(signal);
    return replayedOf(outcome, lastEvent);
  }
}

function replayedOf(outcome: ThreadOutcome, seq: number): Replayed {
  if (outcome.type === 'replayed') return outcome;
  if (outcome.type === 'broken') throw new Error(outcome.message);
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
}: ReplayedHistory): Omit<ReplayRequest, 'withFrames'> {
  const bytes = new Uint8Array(payloads.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const payload of payloads) {
    bytes.set(payload, at);
    at += payload.length;
  }
  const lengths = payloads.map(({ length }) => length);
  return { bytes, lengths, workflowId, namespace, ...(workflowType !== undefined && { workflowType }) };
}
