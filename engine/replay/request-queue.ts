// Requests to one version of the code: a thread answers them in order, short ones together. A thread that had to be
// ended is followed by another.

import { RetraceError } from '../model/errors.ts';
import { NONE } from '../model/outline.ts';
import type { SourcePosition } from '../model/replay/verdict.ts';
import type { Bundle } from '../sandbox/bundle.ts';
import { placeOf } from '../sandbox/locals/site.ts';
import type { ReplayRequest } from './replay-request.ts';
import { type ReplayLimits, RunningThread, type ThreadOutcome } from './running-thread.ts';

export type Asked = {
  readonly outcome: ThreadOutcome;
  readonly lastEvent: number;
  /** The last position that instrumented code passed. */
  readonly lastPlace: readonly SourcePosition[];
};

type Waiting = {
  readonly request: ReplayRequest;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (asked: Asked) => void;
  readonly reject: (error: unknown) => void;
};

/** Maximum size of the histories that cross together, in bytes: a message costs as much as the replay of 10 KB. */
const mostTogether = 256 * 1024;

export class RequestQueue {
  readonly #bundle: Bundle;
  readonly #limits: Partial<ReplayLimits>;
  #thread: RunningThread | undefined;
  #waiting: Waiting[] = [];
  #isAnswering = false;

  constructor(bundle: Bundle, limits: Partial<ReplayLimits>) {
    this.#bundle = bundle;
    this.#limits = limits;
  }

  /** Rejects with `cancelled` when the signal is aborted. */
  ask(request: ReplayRequest, signal: AbortSignal | undefined): Promise<Asked> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, signal, resolve, reject });
      if (!this.#isAnswering) void this.#answerAll();
    });
  }

  /** Id of the last event that the code was told of. */
  get lastEvent(): number {
    return this.#thread?.lastEvent ?? 0;
  }

  /** Ends the thread and the code running in it. */
  async end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  async #answerAll(): Promise<void> {
    this.#isAnswering = true;
    while (this.#waiting.length > 0) await this.#answer(this.#next());
    this.#isAnswering = false;
  }

  #next(): readonly Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ request }) => {
      bytes += request.bytes.length;
      return request.asks !== 'verdict' || bytes > mostTogether;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(end, 1));
  }

  async #answer(together: readonly Waiting[]): Promise<void> {
    const asked = together.filter((one) => !isCancelled(one));
    if (asked.length === 0) return;
    const thread = (this.#thread ??= new RunningThread(this.#bundle, this.#limits));
    const abort = (): void => void this.end();
    for (const { signal } of asked) signal?.addEventListener('abort', abort, { once: true });
    const outcomes = await thread.ask(asked.map(({ request }) => request));
    for (const { signal } of asked) signal?.removeEventListener('abort', abort);
    const { lastEvent, lastSite } = thread;
    const isWhole = outcomes.every(({ type }) => type !== 'stopped' && type !== 'broken');
    if (!isWhole) await this.end();
    // Each alone: that tells which of them it was.
    if (!isWhole && asked.length > 1) for (const one of asked) await this.#answer([one]);
    else asked.forEach((one, index) => this.#tell(one, outcomes[index], { lastEvent, lastSite }));
  }

  #tell(
    one: Waiting,
    outcome: ThreadOutcome = { type: 'broken', message: 'the replay thread gave no answer' },
    { lastEvent, lastSite = NONE }: Pick<RunningThread, 'lastEvent' | 'lastSite'>,
  ): void {
    if (!isCancelled(one)) one.resolve({ outcome, lastEvent, lastPlace: placeOf(this.#bundle.sites?.[lastSite]) });
  }
}

/** Tells the caller. */
function isCancelled({ signal, reject }: Waiting): boolean {
  if (signal?.aborted !== true) return false;
  reject(new RetraceError('cancelled', 'The replay was cancelled.'));
  return true;
}
