// A thread in which somebody's code runs, seen from outside: asked one thing at a time, watched while it answers, ended when it does not.

import { Worker } from 'node:worker_threads';
import { workerEntry } from '../worker-entry.ts';
import type { ReplayAnswer, ReplayRequest, ThreadData } from './replay-request.ts';

export type ReplayLimits = {
  /** How long one activation may take. */
  readonly loopMs: number;
  /** How much of JavaScript's memory the code and its history may take. */
  readonly memoryMb: number;
};

/** Where V8 itself finds no more room it ends the whole process: the watch must have ended the thread before. */
const headroomMb = 1024;
const memoryWatchMs = 50;

export type ThreadOutcome =
  | ReplayAnswer
  | { readonly type: 'stopped'; readonly reason: 'endless-loop' | 'out-of-memory' };

export class RunningThread {
  readonly #worker: Worker;
  readonly #pulse: Int32Array;
  readonly #limits: ReplayLimits;
  #settle: ((outcome: ThreadOutcome) => void) | undefined;

  constructor({ guest, digest, code, map, folder, sites, kernel }: Omit<ThreadData, 'pulse'>, limits: ReplayLimits) {
    const pulse = new SharedArrayBuffer(12);
    this.#pulse = new Int32Array(pulse);
    this.#limits = limits;
    const shared = { guest, digest, code, map, folder, ...(sites && { sites }), ...(kernel && { kernel }) };
    const data: ThreadData = { ...shared, pulse };
    this.#worker = new Worker(workerEntry('./replay-thread.ts', import.meta.url), {
      workerData: data,
      env: {},
      argv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb + headroomMb },
    });
    // Nobody reads what a thread prints; unread it would pile up.
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.unref();
    this.#worker.on('message', (answer: ReplayAnswer) => this.#settle?.(answer));
    this.#worker.on('error', (error) => this.#settle?.(failureOf(error)));
    this.#worker.on('exit', () => this.#settle?.({ type: 'broken', message: 'the replay thread ended' }));
  }

  /** Id of the last event that the code was told of. */
  get lastEvent(): number {
    return Atomics.load(this.#pulse, 0);
  }

  /** Of instrumented code: the site that was passed last. */
  get lastSite(): number | undefined {
    const site = Atomics.load(this.#pulse, 2);
    return site === 0 ? undefined : site - 1;
  }

  /** After any outcome but `replayed` the thread is of no use. */
  async ask(request: ReplayRequest): Promise<ThreadOutcome> {
    const watches = [this.#watchLoops(), this.#watchMemory()];
    try {
      return await new Promise<ThreadOutcome>((resolve) => {
        this.#settle = resolve;
        this.#worker.postMessage(request, [request.bytes.buffer as ArrayBuffer]);
      });
    } finally {
      this.#settle = undefined;
      watches.forEach(clearInterval);
    }
  }

  #watchLoops(): NodeJS.Timeout {
    let seen = -1;
    return setInterval(() => {
      const beats = Atomics.load(this.#pulse, 1);
      // Before the first there is none of the code that could loop: the thread is being started.
      if (beats > 0 && beats === seen) this.#settle?.({ type: 'stopped', reason: 'endless-loop' });
      seen = beats;
    }, this.#limits.loopMs);
  }

  #watchMemory(): NodeJS.Timeout {
    const limit = this.#limits.memoryMb * 1024 * 1024;
    return setInterval(() => {
      this.#worker.getHeapStatistics().then(
        ({ used_heap_size: used, external_memory: outside }) => {
          if (used + outside > limit) this.#settle?.({ type: 'stopped', reason: 'out-of-memory' });
        },
        // It has ended: whoever waits is told.
        () => undefined,
      );
    }, memoryWatchMs);
  }

  /** Whoever waits for an answer is told that the thread has ended. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

function failureOf(error: unknown): ThreadOutcome {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return { type: 'stopped', reason: 'out-of-memory' };
  return { type: 'broken', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
